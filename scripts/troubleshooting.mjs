// Writes docs/troubleshooting.md: every error code in the source, with its remedy. Run `node scripts/troubleshooting.mjs`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Exit status by error class, as src/base/errors.ts has it (a test compares). */
export const exits = {
  ConfigError: 78,
  HardwareFault: 69,
  ModelError: 65,
  StoreError: 74,
  UplinkError: 75,
  CommandRejected: 65,
  UsageError: 64,
  InvariantError: 70,
};
const families = Object.keys(exits);
const defect = 'This is a bug in Ostiary. Report it with the surrounding log.';

/**
 * Every place that creates an error: {code, family, message, remedy, place}. `code` is undefined if it is not written at that place:
 * an error passed on from another process, or a helper that takes the code as a parameter.
 */
export function findFaults() {
  return readdirSync(join(root, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => faultsIn(join(root, 'src', name)));
}

function faultsIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const constants = constantsOf(source);
  const found = [];
  const visit = (node) => {
    if (ts.isNewExpression(node) && families.includes(node.expression.getText())) found.push(...faultsOf(node));
    // Errors kept as data in tables.
    if (
      ts.isObjectLiteralExpression(node) &&
      property(node, 'remedy') &&
      isCode(texts(property(node, 'code'), constants)[0])
    ) {
      const [code] = texts(property(node, 'code'), constants);
      const [remedy] = texts(property(node, 'remedy'), constants);
      const [message] = texts(property(node, 'what'), constants);
      found.push({ code, family: familyIn(source), place: relative(root, file), remedy, message });
    }
    ts.forEachChild(node, visit);
  };
  const faultsOf = (node) => {
    const [code, message, details] = node.arguments ?? [];
    const family = node.expression.getText();
    const place = relative(root, file);
    const remedies = family === 'InvariantError' ? [defect] : texts(property(details, 'remedy'), constants);
    const codes = [...texts(code, constants), ...passed(code, node, source, constants)].filter(isCode);
    const messages = texts(message, constants);
    if (codes.length === 0) return [{ code: undefined, family, place, remedy: remedies[0], message: messages[0] }];
    return codes.map((name, i) => ({
      code: name,
      family,
      place,
      // If both code and remedy are `a ? b : c`, pair them in order.
      remedy:
        remedies[codes.length === remedies.length ? i : 0] ??
        texts(entry(property(details, 'remedy'), name, constants), constants)[0],
      message: messages[codes.length === messages.length ? i : 0],
    }));
  };
  visit(source);
  return found;
}

/** The error class that a file creates, for the errors that it keeps as data. */
const familyIn = (source) => families.find((family) => source.text.includes(`new ${family}(`)) ?? 'StoreError';

const isCode = (text) => /^[a-z0-9]+\.[a-z0-9-]+$/.test(text ?? '');

/** Codes that callers in the same file pass to a helper that takes the code as a parameter. */
function passed(code, node, source, constants) {
  if (code === undefined || !ts.isIdentifier(code)) return [];
  let around = node.parent;
  while (around && !ts.isFunctionDeclaration(around) && !ts.isMethodDeclaration(around)) around = around.parent;
  const index = around?.parameters.findIndex((p) => p.name.getText() === code.text) ?? -1;
  if (index < 0) return [];
  const found = [];
  const visit = (call) => {
    if (ts.isCallExpression(call) && call.expression.getText().replace(/^this\./, '') === around.name.text) {
      found.push(...texts(call.arguments[index], constants));
    }
    ts.forEachChild(call, visit);
  };
  visit(source);
  return [...new Set(found)];
}

/** `remedies[code]` */
function entry(node, code, constants) {
  if (node === undefined || !ts.isElementAccessExpression(node)) return undefined;
  let table = constants.get(node.expression.getText());
  if (table && ts.isAsExpression(table)) table = table.expression;
  const found = table?.properties?.find((p) => p.name && 'text' in p.name && p.name.text === code);
  return found?.initializer;
}

/** The constants of the file. */
function constantsOf(source) {
  const constants = new Map();
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      constants.set(node.name.text, node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return constants;
}

function property(details, name) {
  if (details === undefined || !ts.isObjectLiteralExpression(details)) return undefined;
  const found = details.properties.find((p) => p.name?.getText() === name);
  if (found === undefined) return undefined;
  return ts.isShorthandPropertyAssignment(found) ? found.name : found.initializer;
}

/** The possible texts of an expression, with … for values known only at run time. */
function texts(node, constants, depth = 0) {
  if (node === undefined || depth > 4) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [[node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('…')];
  if (ts.isConditionalExpression(node))
    return [...texts(node.whenTrue, constants, depth + 1), ...texts(node.whenFalse, constants, depth + 1)];
  if (ts.isParenthesizedExpression(node)) return texts(node.expression, constants, depth + 1);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [texts(node.left, constants, depth + 1)[0], texts(node.right, constants, depth + 1)[0]];
    return [`${left ?? '…'}${right ?? '…'}`];
  }
  if (ts.isIdentifier(node)) return texts(constants.get(node.text), constants, depth + 1);
  return [];
}

/** The text of docs/troubleshooting.md. */
export function troubleshootingText() {
  const byCode = new Map();
  for (const fault of findFaults())
    if (fault.code !== undefined && !byCode.has(fault.code)) byCode.set(fault.code, fault);
  const areas = grouped([...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1)));
  const cell = (text) => (text ?? '…').replaceAll('|', '\\|').replaceAll('\n', ' ');
  const pages = [...areas].map(([area, faults]) => {
    const rows = faults.map(
      ({ code, message, remedy, family }) => `| \`${code}\` | ${cell(message)} | ${cell(remedy)} | ${exits[family]} |`,
    );
    return [`## ${area}`, '', '| code | message | what to do | exit |', '|---|---|---|---|', ...rows].join('\n');
  });
  return `${[introduction, ...pages].join('\n\n')}\n`;
}

function grouped(faults) {
  const areas = new Map();
  for (const fault of faults) {
    const area = fault.code.split('.')[0];
    areas.set(area, [...(areas.get(area) ?? []), fault]);
  }
  return areas;
}

const introduction = `# Troubleshooting by error code

Generated from the source by \`node scripts/troubleshooting.mjs\`; do not edit. Log, command line, MQTT answers and \`ostiary status\` use
the same codes; … stands for details of the case. Start with \`ostiary doctor\`, which checks everything and says what to do. The last
column is the exit status of a command that ends with the error.`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(root, 'docs/troubleshooting.md'), troubleshootingText());
}
