/** The build turns style sheets into minified text. */
declare module '*.css' {
  const text: string;
  export default text;
}
