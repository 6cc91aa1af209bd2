/** A value for quoting in an error: short, on one line, without the credentials of a URL. */
export function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return String(value);
  const masked = value.replace(/\/\/[^/\s]*@/g, '//***@');
  const short = masked.length > 60 ? `${masked.slice(0, 57)}...` : masked;
  // Quoted if bare text would be invisible or break the line.
  return /^[\x21-\x7e\u00a1-\ud7ff](?:[\x20-\x7e\u00a1-\ud7ff]*[\x21-\x7e\u00a1-\ud7ff])?$/.test(short)
    ? short
    : JSON.stringify(short);
}
