-- Whether an account may be seen for an opportunity of somebody's is answered by the index alone, however many it has.
drop index opportunity_account;
create index opportunity_account on opportunity (account_id, holder_id, id) where deleted_at is null;
drop index opportunity_contact;
create index opportunity_contact on opportunity (contact_id, holder_id, id) where deleted_at is null and contact_id is not null;
