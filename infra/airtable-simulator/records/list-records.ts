import { createRecordWriter } from '../table/record-view.ts';
import { jsonReply, type Reply } from '../wire/reply.ts';
import type { FrozenList, FrozenLists } from './frozen-lists.ts';
import type { ListParameters } from './list-parameters.ts';
import { type RowSelection, selectRowIds } from './select-rows.ts';

/**
 * One page. Membership and order are those of the first page; cell values are read now, so an edited row keeps
 * its place with new values and a deleted one is simply missing.
 */
export function listRecords(selection: RowSelection, lists: FrozenLists, asked: ListParameters): Reply {
  const { list, index } = findPosition(selection, lists, asked);
  const end = index + asked.pageSize;
  const offset = lists.offsetAt(list, end);
  const fields =
    asked.fieldIds === undefined
      ? selection.table.fields
      : asked.fieldIds.flatMap((id) => selection.table.field(id) ?? []);
  const shape = { ...asked, fields };
  const write = createRecordWriter(selection.reader, shape, selection.nowMs);
  const records = list.ids
    .slice(index, end)
    .flatMap((id) => selection.table.row(id) ?? [])
    .map(write);
  return jsonReply(offset === undefined ? { records } : { records, offset });
}

function findPosition(
  selection: RowSelection,
  lists: FrozenLists,
  asked: ListParameters,
): { list: FrozenList; index: number } {
  const fingerprint = JSON.stringify([
    selection.table.id,
    asked.formula,
    asked.view?.id,
    asked.sort,
    asked.maxRecords,
  ]);
  if (asked.offset === undefined) {
    return { list: lists.begin(selectRowIds(selection, asked), fingerprint), index: 0 };
  }
  const position = lists.resume(asked.offset);
  if (position.list.fingerprint === fingerprint) return position;
  // A client that drops its filter between pages gets unfiltered rows from there on.
  const ids = selectRowIds(selection, asked);
  const index = ids.findIndex((id) => id >= position.recordId);
  return { list: lists.begin(ids, fingerprint), index: index === -1 ? ids.length : index };
}
