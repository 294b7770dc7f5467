-- When an opportunity is due, and from when on that is said: the soonest of the limits its holder answers for. A paused one says nothing.
-- Today, the board, lists and the opportunity's page all read this; nothing works it out a second time.
create index clock_due on clock (opportunity_id, due_at) include (warn_at, paused_at, kind)
  where stopped_at is null and kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim');
create index clock_pressing on clock (coalesce(warn_at, due_at)) include (opportunity_id, due_at)
  where stopped_at is null and paused_at is null and kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim');
create view opportunity_due as
  select opportunity_id, min(due_at) as due_at, min(coalesce(warn_at, due_at)) as warn_at from clock
  where stopped_at is null and paused_at is null and kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim')
  group by opportunity_id;
grant select on opportunity_due to baton_app;
