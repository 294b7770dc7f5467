-- A rule may be fair in money, follow what people won, or divide a batch as a whole; and says more of how it chooses.
alter table routing_rule add column settings jsonb not null default '{}';
comment on column routing_rule.settings is 'weekCap, unitCap, loadBy, sticky, turns and more; what is absent has its usual value.';
alter table routing_rule drop constraint routing_rule_strategy_check;
alter table routing_rule add constraint routing_rule_strategy_check check (strategy in
  ('weighted-round-robin', 'least-loaded', 'value-fair', 'conversion-weighted', 'best-of-batch', 'manual'));
