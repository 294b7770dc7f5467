-- A tile of the ledger may begin because its holder left or was moved; the choice is a decision like every other.
alter table holding drop constraint holding_because_check;
alter table holding add constraint holding_because_check check (because in ('routed', 'given', 'passed', 'hand-over', 'stage', 'reopened', 'plan', 'leaver', 'reorganisation')) not valid;
alter table holding validate constraint holding_because_check;
alter table decision drop constraint decision_via_check;
alter table decision add constraint decision_via_check check (via in ('rule', 'fallback', 'succession')) not valid;
alter table decision validate constraint decision_via_check;
