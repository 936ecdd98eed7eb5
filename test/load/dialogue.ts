/** What every person of a load run says, over and over: from the problem to a ticket, a question on its state, a programmatic question. */
export const DIALOGUE: readonly string[] = [
  'Bom dia, nao consigo sincronizar os dados desde ontem', '2', '1', 'Tete', '1', 'menu', 'quantas redes devo dar a uma familia de cinco pessoas?', 'estado', 'cancelar',
];
