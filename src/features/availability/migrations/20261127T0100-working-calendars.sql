-- When people work: calendars with hours by weekday, holidays and exceptions; who has which; the days of a rota.
create table working_calendar (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null unique check (length(name) between 1 and 100),
  time_zone text not null check (length(time_zone) between 1 and 60),
  week jsonb not null check (jsonb_array_length(week) = 7),
  country text check (country ~ '^[A-Z]{2}$'),
  region text check (region is null or country is not null),
  exceptions jsonb not null default '[]' check (jsonb_typeof(exceptions) = 'array'),
  is_default boolean not null default false,
  created_at timestamptz not null,
  created_by uuid references person,
  updated_at timestamptz not null,
  updated_by uuid references person
);
comment on column working_calendar.week is 'Monday first: lists of {from, until} in minutes after midnight.';
comment on column working_calendar.exceptions is 'Dated days that are not as their weekday is: off, with hours of their own, or like another weekday.';
create unique index working_calendar_default on working_calendar (is_default) where is_default;

-- A person's calendar is their own, else their department's or the nearest above it, else the company's.
create table person_calendar (
  person_id uuid primary key references person,
  calendar_id uuid not null references working_calendar
);
create index person_calendar_of on person_calendar (calendar_id);
create table department_calendar (
  department_id uuid primary key references department,
  calendar_id uuid not null references working_calendar
);
create index department_calendar_of on department_calendar (calendar_id);

-- A day of a person's rota: its hours take the place of the calendar's, none is a day off.
create table shift (
  person_id uuid not null references person,
  day date not null,
  hours jsonb not null check (jsonb_typeof(hours) = 'array'),
  primary key (person_id, day)
);
grant select, insert, update, delete on working_calendar, person_calendar, department_calendar, shift to baton_app;

-- Companies that are there already begin with office hours in their zone; with China's holidays where that is Shanghai.
insert into working_calendar (name, time_zone, week, country, is_default, created_at, updated_at)
select case when time_zone = 'Asia/Shanghai' then '标准工时' else 'Office hours' end, time_zone,
       jsonb_build_array(d.hours, d.hours, d.hours, d.hours, d.hours, '[]'::jsonb, '[]'::jsonb),
       case when time_zone = 'Asia/Shanghai' then 'CN' end, true, now(), now()
from company, (select '[{"from":540,"until":720},{"from":810,"until":1080}]'::jsonb as hours) d;
