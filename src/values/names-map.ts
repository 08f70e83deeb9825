/** First form's name → this form's name; null: this form does not have it. */
export type NamesMap = Readonly<Record<string, string | null>>;
