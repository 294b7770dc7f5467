-- An offer nobody answers is reminded of once when its answer is due, and goes up the line once after that; a line that was dropped says why.
alter table hand_over
  add column escalates_at timestamptz,
  add column reminded_at timestamptz,
  add column escalated_at timestamptz,
  add column escalated_to uuid references person,
  add column dropped jsonb not null default '{}',
  add check (escalated_at is null or reminded_at is not null);
update hand_over set escalates_at = due_at + interval '12 hours';
alter table hand_over alter column escalates_at set not null;
create index hand_over_to_remind on hand_over (due_at) where state = 'offered' and reminded_at is null;
create index hand_over_to_escalate on hand_over (escalates_at) where state = 'offered' and reminded_at is not null and escalated_at is null;
create index hand_over_escalated on hand_over (escalated_to, due_at) where state = 'offered' and escalated_at is not null;
