-- What ended in a month, as it was when the pack was made: facts of each opportunity, review and action, never changed afterwards.
-- Who reads it gets the tables of the lines whose opportunities they may see.
create table review_pack (
  month date primary key check (extract(day from month) = 1),
  made_at timestamptz not null,
  made_by uuid references person,
  -- What stages, functions, causes and people were called then.
  names jsonb not null
);
create table review_pack_line (
  month date not null references review_pack,
  line integer not null,
  kind text not null check (kind in ('ended', 'review', 'action')),
  opportunity_id uuid not null references opportunity,
  facts jsonb not null,
  primary key (month, line)
);
create index review_pack_line_of_opportunity on review_pack_line (opportunity_id);
grant select, insert on review_pack, review_pack_line to baton_app;
