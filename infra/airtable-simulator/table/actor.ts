export type PermissionLevel = 'none' | 'read' | 'comment' | 'edit' | 'create';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly permissionLevel: PermissionLevel;
}

/** Who did something and through what: the app's own screens or the public API. */
export interface Actor {
  readonly source: 'client' | 'publicApi';
  readonly person: Person;
}
