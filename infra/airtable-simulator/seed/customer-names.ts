import type { SeededRandom } from '../seeded-random.ts';

/** As many different customers as asked for: people, companies, and some names that break careless screens. */
export function customerNames(count: number, random: SeededRandom): string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(random.chance(0.55) ? companyName(random) : personName(random));
  const list = [...names];
  // The odd ones are neither the best customers nor so rare that a small base has none of them.
  for (const [index, name] of unusualNames.entries()) {
    const place = 5 + index * 3;
    if (place < list.length) list[place] = name;
  }
  return list;
}

function personName(random: SeededRandom): string {
  return `${random.pick(firstNames)} ${random.pick(lastNames)}`;
}

function companyName(random: SeededRandom): string {
  const style = random.integer(4);
  if (style === 0)
    return `${random.pick(lastNames)} & ${random.pick(['Sons', 'Daughters', 'Co.', 'Partners'])}`;
  if (style === 1) return `${random.pick(adjectives)} ${random.pick(trades)}`;
  const head = random.pick(style === 2 ? lastNames : adjectives);
  return `${head} ${random.pick(trades)} ${random.pick(['Ltd', 'LLC', 'GmbH', 'Inc.', 'AB', 'S.A.', 'BV'])}`;
}

/** Right-to-left, wide, accented (the last José with a combining mark), quoted, decorated and endless names. */
const unusualNames: readonly string[] = [
  "Siobhán O'Brien",
  'مخبز الياسمين',
  'Bäckerei Müller-Lüdenscheidt',
  'Café Ñandú 🥐',
  'יעל בן־דוד',
  'Łukasz Żółć',
  '佐藤商店',
  'Flowers by Fleur 🌷🌼',
  'José Núñez',
  'Jose\u0301 Nu\u0301n\u0303ez',
  'The "Corner" Shop',
  'أحمد الخطيب للتجارة',
  'Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu Community Garden Supplies and Hardware Cooperative of the Southern Hawke’s Bay Region',
  'Smith <Wholesale> & Retail',
  '👩‍👩‍👧‍👦 Family Pantry',
  'Nguyễn Thị Minh Khai',
  'שוקולד ירושלים בע״מ',
  'Rhein-Main-Donau-Schifffahrtsgesellschaft für Binnenhandel und Lagerhaltung mbH & Co. KG',
  'Ελένη Παπαδοπούλου',
  'Ольга Кузнецова',
];

const firstNames: readonly string[] = [
  ...['Ada', 'Aisha', 'Alejandro', 'Amara', 'Anders', 'Anna', 'Astrid', 'Beatriz', 'Ben', 'Camille'],
  ...['Carlos', 'Chidi', 'Chloe', 'Daniel', 'Divya', 'Elena', 'Elif', 'Emeka', 'Emma', 'Fatima'],
  ...['Felix', 'Freya', 'Gabriel', 'Grace', 'Hannah', 'Haruto', 'Hugo', 'Ines', 'Isla', 'Ivan'],
  ...['Jack', 'Jasmine', 'Joana', 'Jonas', 'Kai', 'Karim', 'Leah', 'Leon', 'Lucia', 'Magnus'],
  ...['Maria', 'Mateo', 'Mei', 'Milan', 'Nadia', 'Nia', 'Noah', 'Olivia', 'Omar', 'Petra'],
  ...['Priya', 'Rahul', 'Rosa', 'Samuel', 'Sofia', 'Tariq', 'Thea', 'Tomasz', 'Yuki', 'Zoe'],
];

const lastNames: readonly string[] = [
  ...['Adeyemi', 'Ahmed', 'Andersson', 'Bauer', 'Becker', 'Bennett', 'Bianchi', 'Brooks', 'Carter', 'Chen'],
  ...['Costa', 'Cruz', 'Dubois', 'Eriksen', 'Evans', 'Fernandes', 'Fischer', 'Foster', 'Garcia', 'Greene'],
  ...['Gupta', 'Haddad', 'Hansen', 'Hoffmann', 'Hughes', 'Ibrahim', 'Ivanova', 'Jensen', 'Johansson', 'Kaya'],
  ...['Kim', 'Kowalski', 'Larsen', 'Lefebvre', 'Lopez', 'Marino', 'Martin', 'Mensah', 'Meyer', 'Morales'],
  ...['Nakamura', 'Novak', 'Okafor', 'Oliveira', 'Olsen', 'Park', 'Patel', 'Pereira', 'Petrov', 'Quinn'],
  ...['Ramos', 'Reid', 'Rossi', 'Russo', 'Santos', 'Schneider', 'Sharma', 'Silva', 'Singh', 'Svensson'],
  ...['Tanaka', 'Taylor', 'Torres', 'Turner', 'Vargas', 'Visser', 'Walker', 'Weber', 'Wright', 'Yilmaz'],
];

const adjectives: readonly string[] = [
  ...[
    'Alpine',
    'Amber',
    'Arctic',
    'Blue Harbor',
    'Bright',
    'Cedar',
    'City',
    'Clearwater',
    'Copper',
    'Coastal',
  ],
  ...[
    'Eastgate',
    'Evergreen',
    'First',
    'Golden',
    'Granite',
    'Green Valley',
    'Harbour',
    'Highland',
    'Lakeside',
  ],
  ...[
    'Maple',
    'Meridian',
    'Northern',
    'Oak Street',
    'Old Town',
    'Pacific',
    'Prairie',
    'Red Door',
    'Riverside',
  ],
  ...['Silver', 'Southside', 'Summit', 'Sunny', 'Union', 'Urban', 'West End', 'Willow'],
];

const trades: readonly string[] = [
  ...['Bakery', 'Bikes', 'Books', 'Botanicals', 'Brewing', 'Builders', 'Ceramics', 'Coffee', 'Dental Supply'],
  ...['Electric', 'Fabrics', 'Farm', 'Fitness', 'Furniture', 'Garden Centre', 'Grocers', 'Hardware', 'Hotel'],
  ...[
    'Kitchen',
    'Laundry',
    'Lighting',
    'Logistics',
    'Market',
    'Music',
    'Office Supply',
    'Optics',
    'Outfitters',
  ],
  ...[
    'Paper',
    'Pharmacy',
    'Plumbing',
    'Press',
    'Print',
    'Provisions',
    'Schools',
    'Sports',
    'Studio',
    'Tea House',
  ],
  ...['Textiles', 'Tools', 'Toys', 'Veterinary', 'Vineyards', 'Workshop'],
];
