export const strings = {
  reply: 'Reply',
  open: 'Open Parley',
  choose: 'Another server…',
  quit: 'Quit',
  unread: (count: number) => (count === 0 ? 'Parley' : `Parley: ${count} unread`),
};
