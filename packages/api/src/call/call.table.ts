/** Written by the call feature. */
export interface CallTables {}
