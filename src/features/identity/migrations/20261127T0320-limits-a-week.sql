-- Limits of a person beside those open and a day.
alter table person add column week_cap integer check (week_cap >= 0), add column unit_cap double precision check (unit_cap >= 0);
