/** What comes before all rules, and stops what is no packet. */
/** Its name where rules are named, in evidence too. It cannot be left out: without it there is nothing to decide about. */
export const parser = 'parse'
