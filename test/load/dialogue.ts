/** What every person of a load run says, over and over: a problem up to its ticket, a programmatic question, the state of the ticket. */
export const DIALOGUE: readonly string[] = [
  'Bom dia, nao consigo sincronizar os dados', '1', '2', 'desde ontem à tarde', '12', '1.4.2', '1', 'Maria Sitoe', '1', 'Moatize', '1',
  'quantas redes devo dar a uma família de cinco pessoas?', '1', 'estado', 'cancelar',
];
