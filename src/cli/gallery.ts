import { Command } from 'commander';
import { auditEvent } from '../audit/ports/audit-event.js';
import { CommandRejected, StoreError } from '../base/errors.js';
import { exportGallery, importGallery, type OpenStore, openGalleryStore } from '../compose/open-gallery-store.js';
import type { Person } from '../gallery/domain/gallery.js';
import { type PersonChanges, personOf } from '../gallery/domain/person-changes.js';
import { verifyGallery } from '../gallery/verify-gallery.js';
import { configOption, readConfig } from './config-option.js';
import { addPersonOptions } from './person-options.js';
import { progress } from './progress.js';

interface Options {
  readonly config: string;
  readonly json?: boolean;
  readonly replace?: boolean;
}

export function galleryCommand(): Command {
  const command = new Command('gallery').description('manage the people enrolled at this terminal');
  const add = (words: string, description: string): Command =>
    command.command(words).description(description).addOption(configOption());

  add('list', 'list all people, one per line')
    .option('--json', 'print JSON')
    .action((options: Options) => {
      return withStore(options, (gallery) => {
        const people = gallery.store.people();
        if (options.json) return print(JSON.stringify(people, null, 2));
        for (const person of people) print(`${person.id.padEnd(24)} ${person.name.padEnd(24)} ${access(person)}`);
        process.stderr.write(`${people.length} people\n`);
      });
    });
  add('show <id>', 'show one person: name, validity, templates').action((id: string, options: Options) => {
    return withStore(options, (gallery) => {
      const person = gallery.store.person(id) ?? unknown(id);
      const counts = new Map<string, number>();
      for (const { space } of gallery.store.templatesOf(id)) counts.set(space.id, (counts.get(space.id) ?? 0) + 1);
      const spaces = [...counts].map(([space, count]) => `${count} of ${space}`);
      print(
        `id         ${person.id}\nname       ${person.name}\naccess     ${access(person)}\ntemplates  ${spaces.join(', ') || 'none'}`,
      );
    });
  });
  add('remove <id>', 'delete a person and their templates').action((id: string, options: Options) => {
    return withStore(options, ({ store, clock }) => {
      if (!store.remove(id, auditEvent(clock, 'gallery.removed', { person: id }))) unknown(id);
      print(`${id}: removed`);
    });
  });
  addPersonOptions(add('set <id>', 'change name, access or limits; keeps the templates')).action(
    (id: string, options: Options & PersonChanges) => {
      return withStore(options, ({ store, clock }) => {
        const person = personOf(id, options, store.person(id) ?? unknown(id));
        store.put(
          person,
          store.templatesOf(id),
          auditEvent(clock, 'gallery.changed', { person: id, enabled: person.enabled }),
        );
        print(`${id}: ${access(person)}`);
      });
    },
  );
  add('verify', 'decrypt every template and check the database file').action((options: Options) => {
    return withStore(options, (gallery) => {
      const bar = progress('verifying', gallery.store.people().length);
      const faults = verifyGallery(gallery.store, bar.step);
      bar.end();
      if (faults.length > 0) {
        throw new StoreError('gallery.damaged', `the gallery is damaged:\n  ${faults.join('\n  ')}`, {
          remedy:
            'Enrol these people again with --replace. If the file itself is damaged, restore a backup (ostiary restore).',
        });
      }
      print(`ok: ${gallery.store.people().length} people, all templates readable`);
    });
  });
  add('export <file>', 'write all people to an encrypted archive (opened by the same key)').action(
    (file: string, options: Options) => {
      return withStore(options, async (gallery) => {
        const bar = progress('exporting', gallery.store.people().length);
        const count = await exportGallery(gallery, file, (id) => bar.step(id));
        bar.end();
        print(`${file}: ${count} people`);
      });
    },
  );
  add('import <file>', 'import people from an encrypted archive')
    .option('--replace', 'replace people whose id already exists')
    .action((file: string, options: Options) => {
      const work = (gallery: OpenStore): void => {
        let bar: ReturnType<typeof progress> | undefined;
        const { added, skipped } = importGallery(gallery, file, {
          replace: options.replace ?? false,
          onPerson(id, of) {
            bar ??= progress('importing', of);
            bar.step(id);
          },
        });
        bar?.end();
        print(
          `${file}: ${added} people imported${skipped > 0 ? `, ${skipped} skipped (their ids exist already; use --replace)` : ''}`,
        );
      };
      return withStore(options, work, { create: true });
    });
  return command;
}

async function withStore(
  options: Options,
  work: (gallery: OpenStore) => void | Promise<void>,
  { create } = { create: false },
): Promise<void> {
  const gallery = openGalleryStore(readConfig(options.config), { create });
  try {
    await work(gallery);
  } finally {
    gallery.store.close();
  }
}

export function access(person: Person): string {
  if (!person.enabled) return 'disabled';
  const date = (at: number): string => new Date(at).toISOString();
  const parts = [
    person.validFrom === undefined ? '' : `from ${date(person.validFrom)}`,
    person.validUntil === undefined ? '' : `until ${date(person.validUntil)}`,
    person.doors === undefined ? '' : `doors ${person.doors.join(', ')}`,
  ].filter((part) => part !== '');
  return parts.join('; ') || 'always';
}

function unknown(id: string): never {
  throw new CommandRejected('gallery.no-such-person', `no person with the id ${id} is enrolled`, {
    remedy: 'Run `ostiary gallery list` to see the ids.',
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
