-- What goes back to a pool soon is listed by when.
create index clock_recycling on clock (due_at, id) where kind = 'recycle' and stopped_at is null;
