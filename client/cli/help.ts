/** What `orders --help` and `orders COMMAND --help` print. */
export const HELP: Readonly<Record<string, string>> = {
  '': `orders: reads and changes orders through the API of Orders.

  orders list             orders that fit, newest first
  orders get ID...        single orders, by Order ID or record id
  orders set ID...        changes status or priority, once, however often it has to be sent
  orders watch            everything that changes, as it happens
  orders export           all orders

  orders COMMAND --help   what a command takes

Everywhere:
  --url URL         where Orders is        (ORDERS_URL, else http://127.0.0.1:8000)
  --token TOKEN     sent as bearer token   (ORDERS_TOKEN: others on the machine see no environment)
  --cache FOLDER    keeps answers there, so that what has not changed costs next to nothing (ORDERS_CACHE)
  --format FORMAT   table, json, ndjson or csv; table on a terminal, else json
  --raw             leaves CSV text alone that a spreadsheet would run as a formula
  --wait SECONDS    the longest to wait when the server asks for it; 60 (0 = no second try)
  --verbose         a line for each answer, on standard error

Exit codes: 0 done · 1 refused · 2 bad command line · 3 no such order · 4 somebody else was faster, or the id
stands twice · 5 not allowed · 6 server not reachable, busy, or Airtable down · 130 interrupted
`,
  list: `orders list [options]

  --status A,B       any of these           --priority A,B   any of these
  --q TEXT           in Order ID or customer
  --from, --to DATE  created, inclusive     --min, --max AMOUNT   of the total
  --sort FIELD       createdAt, updatedAt, orderId, customer, status, priority or orderTotal; -FIELD descends
  --page N  --page-size N (1 to 500)        --all   every page

  orders list --status Pending,Processing --sort -orderTotal --page-size 10
`,
  get: `orders get ID... [options]

  orders get ORD-000123 --format json
`,
  set: `orders set ID... [--status TEXT] [--priority TEXT] [--clear FIELD,FIELD] [options]

  --clear status     empties the cell
  --if-match ETAG    only while the order is still this one (the etag of get); one ID only
  --key KEY          repeats of the command with this key write once; one ID only

  orders set ORD-000123 --status Shipped
  orders set ORD-000123 ORD-000124 --priority High
`,
  watch: `orders watch [options]

  --cursor-file FILE  goes on where it was the last time, and keeps the place in FILE
  --all               begins with all orders that there are

Prints a line for each changed order, and with json or ndjson objects:
  {"change":"order","order":{…}}   {"change":"removed","recordId":"rec…"}   {"change":"reset"} = forget what you had
Stops with Ctrl-C.
`,
  export: `orders export [--output FILE] [options]

  --output FILE      written whole or not at all; its ending (.csv, .json, .ndjson) says the format
                     where --format does not

All orders as of one moment, by Order ID. CSV is UTF-8 as RFC 4180 has it.
  orders export --output orders.csv
`,
};
