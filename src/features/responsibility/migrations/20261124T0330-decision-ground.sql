-- Who fits a rule and who does not, and why, is the same for thousands of decisions: it is kept once, by its content.
create table decision_ground (
  hash bytea primary key,
  ground jsonb not null
);
create trigger decision_ground_append_only before update or delete on decision_ground for each row execute function refuse_change();
grant select, insert on decision_ground to baton_app;

alter table decision add column ground bytea references decision_ground;
comment on column decision.ground is 'Null where the rule looked at nobody, and in decisions that carry their candidates themselves.';
