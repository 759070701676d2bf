import { namedId } from './airtable-id.ts';
import type { Person } from './table/actor.ts';

/** Who the token belongs to. */
export const tokenOwner: Person = person('Robin Ferreira', 'create');

/** The colleagues who work in the base at the same time. */
export const colleagues: readonly Person[] = [
  person('Amira Haddad', 'edit'),
  person('Ben Carter', 'edit'),
  person('Chiara Russo', 'create'),
  person('Dmitri Novak', 'edit'),
  person('Eun-ji Park', 'edit'),
  person('Fiona Quinn', 'edit'),
];

function person(name: string, permissionLevel: Person['permissionLevel']): Person {
  const mailbox = name.toLowerCase().replaceAll(/[^a-z]+/g, '.');
  return { id: namedId('usr', name), name, email: `${mailbox}@northwind.example`, permissionLevel };
}
