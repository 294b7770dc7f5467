-- Whoever stands in for the decider decides in their name; both are on record.
alter table contest add column on_behalf_of uuid references person, add check (on_behalf_of is null or ruled_by is not null);
