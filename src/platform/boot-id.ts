import { readFileSync } from 'node:fs';

/** Kernel boot id; monotonic instants are comparable only within one. */
export const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
