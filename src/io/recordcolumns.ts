/** Columns of records: numbers, or texts. */
export type RecordColumns = Readonly<Record<string, Float64Array | readonly string[]>>;

/** What a member of a record is: float64, or text of so many bytes. */
export type RecordMembers = Readonly<Record<string, "float64" | { readonly bytes: number }>>;
