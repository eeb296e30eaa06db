/** Opened as a page it is nobody's, runs nothing, loads nothing, sends nothing and stands in no frame. */
export const INERT = "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'";
