import { isCollection, isScalar, parse, parseDocument, stringify } from 'yaml';
import { ConfigError } from '../../base/errors.js';

/**
 * Changes one setting in the text; keeps comments and order.
 * @param name dotted, such as `door.release`. @param value as YAML: `5s`, `true`, `[a, b]`; undefined removes the setting.
 * @throws ConfigError `config.edit` if the text is not a YAML map, or a value stands where a section is needed.
 */
export function editConfig(text: string, name: string, value: string | undefined): string {
  const document = parseDocument(text);
  const path = name.split('.');
  if (document.errors.length > 0)
    throw refused(`the file is not valid YAML: ${document.errors[0]?.message.split('\n')[0]}`);
  if (path.some((key) => !/^[A-Za-z][A-Za-z0-9]*$/.test(key))) throw refused(`"${name}" is not a setting`);
  if (document.contents !== null && !isCollection(document.contents))
    throw refused('the file is not a map of settings');
  for (let length = 1; length < path.length; length++) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isScalar(node) && node.value !== null) throw refused(`${path.slice(0, length).join('.')} is not a section`);
    // The section is empty: all its settings are commented out.
    if (isScalar(node)) document.setIn(path.slice(0, length), document.createNode({}));
  }
  if (value === undefined) document.deleteIn(path);
  else {
    const plain: unknown = parsed(value);
    const node: unknown = document.getIn(path, true);
    // Replace only the value: not a byte around it changes.
    if (isScalar(node) && node.range && !(typeof plain === 'object' && plain !== null)) {
      return text.slice(0, node.range[0]) + stringify(plain).trimEnd() + text.slice(node.range[1]);
    }
    document.setIn(path, document.createNode(plain, { flow: true }));
  }
  return document.toString({ lineWidth: 0 });
}

function parsed(value: string): unknown {
  try {
    return parse(value);
  } catch (cause) {
    throw refused(`the value is not valid YAML: ${(cause as Error).message.split('\n')[0]}`);
  }
}

function refused(why: string): ConfigError {
  return new ConfigError('config.edit', why, {
    remedy:
      'Write the name like door.release, and the value as in the file. `ostiary config show --effective` lists all settings.',
  });
}
