import { expect, test } from 'vitest';
import { protocolPlace } from './protocol-link.ts';

const placeOf = (link: string) => protocolPlace(`?open=${encodeURIComponent(link)}`);

test.each([
  ['web+order:ORD-000123', '/orders/ORD-000123'],
  ['web+order://ORD-000123/', '/orders/ORD-000123'],
  ['WEB+ORDER:rec00000000000001', '/orders/rec00000000000001'],
  ['web+order:A%2FB%20C', '/orders/A%2FB%20C'],
  ['web+order:100%', '/orders/100%25'],
  ['web+order:', '/'],
  ['javascript:alert(1)', '/'],
  ['https://elsewhere.example/', '/'],
])('%s leads to %s', (link, place) => {
  expect(placeOf(link)).toBe(place);
});

test('what else is in the address stays', () => {
  expect(protocolPlace('?status=Pending&open=web%2Border%3AORD-1')).toBe('/orders/ORD-1?status=Pending');
  expect(protocolPlace('?status=Pending')).toBeNull();
});
