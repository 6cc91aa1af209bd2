/** Removes user and password of any URL in `text`: they must not reach logs or health. */
export function redact(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/"']*@/gi, '$1…@');
}
