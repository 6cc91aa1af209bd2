import { Lexer, Parser } from 'yaml';

/**
 * The offset at which a YAML text nests deeper than `limit` levels, or undefined. Composing a document recurses, and thousands of brackets
 * would end the process (compiling a regular expression on a full stack cannot be caught). So this runs first and watches the parser's own
 * stack.
 */
export function tooDeepAt(text: string, limit: number): number | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _finished of parser.next(lexeme)) {
      // What the parser has finished is of no interest here.
    }
    // The document and the scalar being read do not count as levels.
    if (parser.stack.length > limit + 2) return parser.offset;
  }
  return undefined;
}
