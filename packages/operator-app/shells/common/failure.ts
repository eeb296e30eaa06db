/** Something that the person at the computer can do something about: one line, without a stack. */
export class Failure extends Error {
  override name = 'Failure';
}
