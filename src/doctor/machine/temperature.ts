import { readdirSync } from 'node:fs';
import { readText } from '../../platform/read-text.js';
import type { Zone } from '../domain/temperature.js';

const folder = '/sys/class/thermal';

export function readTemperature(): readonly Zone[] {
  let zones: string[];
  try {
    zones = readdirSync(folder).filter((name) => name.startsWith('thermal_zone'));
  } catch {
    return [];
  }
  return zones.flatMap((name) => {
    const celsius = Number(readText(`${folder}/${name}/temp`) ?? Number.NaN) / 1000;
    return Number.isFinite(celsius) ? [{ zone: readText(`${folder}/${name}/type`) ?? name, celsius }] : [];
  });
}
