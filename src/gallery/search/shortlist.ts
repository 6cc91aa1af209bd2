/** The `places` best-scored templates of distinct persons, fed one by one. */
export class Shortlist {
  readonly #places: number;
  readonly #entries: { readonly person: number; readonly template: number; readonly score: number }[] = [];

  constructor(places: number) {
    this.#places = places;
  }

  /** The score to exceed: that of the last place, once every place is taken. */
  get floor(): number {
    if (this.#entries.length < this.#places) return Number.NEGATIVE_INFINITY;
    return this.#entries.at(-1)?.score ?? Number.POSITIVE_INFINITY;
  }

  offer(person: number, template: number, score: number): void {
    if (score <= this.floor) return;
    const same = this.#entries.findIndex((entry) => entry.person === person);
    if (same >= 0) {
      if ((this.#entries[same]?.score ?? 0) >= score) return;
      this.#entries.splice(same, 1);
    }
    const place = this.#entries.findIndex((entry) => entry.score < score);
    this.#entries.splice(place < 0 ? this.#entries.length : place, 0, { person, template, score });
    if (this.#entries.length > this.#places) this.#entries.pop();
  }

  /** Best first. */
  templates(): readonly number[] {
    return this.#entries.map(({ template }) => template);
  }
}
