-- A notice is heard of by open browsers in the order in which its transaction ended, is kept apart for whoever stands in, and is
-- looked through once for who is told by mail and in chat.
alter table notice
  add column on_behalf_of uuid references person,
  add column planned_at timestamptz,
  add column xid xid8 not null default '0',
  add column seq bigint generated always as identity;
alter table notice alter column xid set default pg_current_xact_id();
update notice set planned_at = at;
create index notice_xid on notice (xid, seq);
create index notice_unplanned on notice (seq) where planned_at is null;
create index notice_read on notice (person_id, at desc, id desc) where read_at is not null;
