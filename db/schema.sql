-- The schema as the migrations make it. Written by `npm run schema`; read it, do not change it.

create table absence (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  person_id uuid not null,
  during tstzrange not null,
  kind text not null,
  note text,
  deputy_id uuid not null,
  created_at timestamp with time zone not null,
  created_by uuid,
  updated_at timestamp with time zone not null,
  updated_by uuid,
  constraint absence_check CHECK ((person_id <> deputy_id)),
  constraint absence_during_check CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during)) AND lower_inc(during) AND (NOT upper_inc(during)))),
  constraint absence_kind_check CHECK ((kind = ANY (ARRAY['leave'::text, 'sick'::text, 'training'::text, 'travel'::text, 'other'::text]))),
  constraint absence_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
  constraint absence_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES person(id),
  constraint absence_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint absence_pkey PRIMARY KEY (id),
  constraint absence_apart UNIQUE (person_id, during WITHOUT OVERLAPS)
);
CREATE INDEX absence_deputy ON baton.absence USING btree (deputy_id);
CREATE INDEX absence_end ON baton.absence USING btree (upper(during));
CREATE TRIGGER absence_added_marks AFTER INSERT ON baton.absence REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_person('absence');
CREATE TRIGGER absence_changed_marks AFTER UPDATE ON baton.absence REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_away();
CREATE TRIGGER absence_gone_marks AFTER DELETE ON baton.absence REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION mark_person('absence');
CREATE TRIGGER absence_has_a_deputy BEFORE INSERT OR UPDATE OF deputy_id, during ON baton.absence FOR EACH ROW EXECUTE FUNCTION refuse_inactive_deputy();
grant delete, insert, select, update on absence to baton_app;

create table account (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  holder_id uuid,
  parent_id uuid,
  industry text,
  region text,
  location text,
  employees double precision,
  annual_revenue bigint,
  annual_revenue_currency text,
  founded_year double precision,
  website text,
  phone text,
  note text,
  external_key text,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  search text default ''::text not null,
  search_grams integer[] default '{}'::integer[] not null,
  constraint account_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint account_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES account(id),
  constraint account_pkey PRIMARY KEY (id)
);
CREATE INDEX account_created ON baton.account USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX account_external_key ON baton.account USING btree (external_key) WHERE (external_key IS NOT NULL);
CREATE INDEX account_holder ON baton.account USING btree (holder_id);
CREATE INDEX account_name ON baton.account USING btree (name COLLATE "zh-x-icu", id) WHERE (deleted_at IS NULL);
CREATE INDEX account_search ON baton.account USING gin (search gin_trgm_ops);
CREATE INDEX account_search_grams ON baton.account USING gin (search_grams);
CREATE INDEX account_site ON baton.account USING btree (account_site(website)) WHERE ((website IS NOT NULL) AND (deleted_at IS NULL));
grant insert, select, update on account to baton_app;

create table api_key (
  id uuid default uuidv7() not null,
  person_id uuid not null,
  name text not null,
  token_hash bytea not null,
  hint text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint api_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX api_key_person ON baton.api_key USING btree (person_id);
grant delete, insert, select, update on api_key to baton_app;

create table approval (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  opportunity_id uuid not null,
  stage text not null,
  key text not null,
  label jsonb not null,
  by jsonb not null,
  stage_since timestamp with time zone not null,
  given jsonb not null,
  requested_by uuid not null,
  requested_at timestamp with time zone not null,
  note text not null,
  state text default 'asked'::text not null,
  answered_by uuid,
  answered_at timestamp with time zone,
  reason text,
  constraint approval_check CHECK (((answered_by IS NULL) OR (answered_by <> requested_by) OR (state = 'withdrawn'::text))),
  constraint approval_check1 CHECK (((state = 'asked'::text) = (answered_at IS NULL))),
  constraint approval_note_check CHECK (((length(note) >= 1) AND (length(note) <= 2000))),
  constraint approval_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'approved'::text, 'refused'::text, 'withdrawn'::text]))),
  constraint approval_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES person(id),
  constraint approval_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint approval_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES person(id),
  constraint approval_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX approval_one_asked ON baton.approval USING btree (opportunity_id, stage, key) WHERE (state = 'asked'::text);
CREATE INDEX approval_opportunity ON baton.approval USING btree (opportunity_id, requested_at DESC);
CREATE INDEX approval_requested ON baton.approval USING btree (requested_by, requested_at) WHERE (state = 'asked'::text);
CREATE INDEX approval_waiting ON baton.approval USING btree (requested_at, id) WHERE (state = 'asked'::text);
grant insert, select, update on approval to baton_app;

create table backup_made (
  single boolean default true not null,
  made_at timestamp with time zone not null,
  rows bigint not null,
  bytes bigint not null,
  took_ms integer not null,
  constraint backup_made_single_check CHECK (single),
  constraint backup_made_pkey PRIMARY KEY (single)
);
grant select on backup_made to baton_app;

create table binned (
  object text not null,
  record_id uuid not null,
  at timestamp with time zone not null,
  by_id uuid,
  because text not null,
  reason text,
  into_id uuid,
  constraint binned_because_check CHECK ((because = ANY (ARRAY['deleted'::text, 'merged'::text]))),
  constraint binned_check CHECK (((because = 'merged'::text) = (into_id IS NOT NULL))),
  constraint binned_object_check CHECK ((object = ANY (ARRAY['opportunity'::text, 'account'::text, 'contact'::text]))),
  constraint binned_pkey PRIMARY KEY (object, record_id)
);
CREATE INDEX binned_newest ON baton.binned USING btree (object, at DESC, record_id DESC);
grant delete, insert, select, update on binned to baton_app;

create table clock (
  id uuid default uuidv7() not null,
  kind text not null,
  subject_id uuid not null,
  opportunity_id uuid,
  stage_id uuid,
  person_id uuid not null,
  basis text not null,
  started_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  warn_at timestamp with time zone,
  rungs_at timestamp with time zone[] default '{}'::timestamp with time zone[] not null,
  next_at timestamp with time zone,
  steps smallint default 0 not null,
  warned_at timestamp with time zone,
  breached_at timestamp with time zone,
  paused_at timestamp with time zone,
  paused_minutes integer default 0 not null,
  stopped_at timestamp with time zone,
  stopped_because text,
  rungs_to text[] default '{}'::text[] not null,
  known_at timestamp with time zone,
  paused_until timestamp with time zone,
  constraint clock_check CHECK (((stopped_at IS NULL) = (stopped_because IS NULL))),
  constraint clock_check1 CHECK (((stopped_at IS NULL) OR (next_at IS NULL))),
  constraint clock_check2 CHECK (((paused_at IS NULL) OR (next_at IS NULL))),
  constraint clock_kind_check CHECK ((kind = ANY (ARRAY['first-contact'::text, 'next-step'::text, 'follow-up'::text, 'dwell'::text, 'acceptance'::text, 'task'::text, 'claim'::text, 'recycle'::text, 'finding'::text]))),
  constraint clock_pause_ends CHECK (((paused_at IS NULL) = (paused_until IS NULL))),
  constraint clock_paused_minutes_check CHECK ((paused_minutes >= 0)),
  constraint clock_rungs_told CHECK (((rungs_to = '{}'::text[]) OR (cardinality(rungs_to) = cardinality(rungs_at)))),
  constraint clock_steps_check CHECK ((steps >= 0)),
  constraint clock_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id) ON DELETE CASCADE,
  constraint clock_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint clock_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id),
  constraint clock_pkey PRIMARY KEY (id)
);
CREATE INDEX clock_due ON baton.clock USING btree (opportunity_id, due_at) INCLUDE (warn_at, paused_at, kind) WHERE ((stopped_at IS NULL) AND (kind = ANY (ARRAY['first-contact'::text, 'next-step'::text, 'follow-up'::text, 'dwell'::text, 'claim'::text])));
CREATE INDEX clock_next ON baton.clock USING btree (next_at, id) WHERE (next_at IS NOT NULL);
CREATE INDEX clock_of_opportunity ON baton.clock USING btree (opportunity_id, started_at);
CREATE INDEX clock_of_person ON baton.clock USING btree (person_id, due_at, id) WHERE (stopped_at IS NULL);
CREATE INDEX clock_paused ON baton.clock USING btree (paused_until) WHERE (paused_until IS NOT NULL);
CREATE INDEX clock_pressing ON baton.clock USING btree (COALESCE(warn_at, due_at)) INCLUDE (opportunity_id, due_at) WHERE ((stopped_at IS NULL) AND (paused_at IS NULL) AND (kind = ANY (ARRAY['first-contact'::text, 'next-step'::text, 'follow-up'::text, 'dwell'::text, 'claim'::text])));
CREATE INDEX clock_recycling ON baton.clock USING btree (due_at, id) WHERE ((kind = 'recycle'::text) AND (stopped_at IS NULL));
CREATE UNIQUE INDEX clock_running ON baton.clock USING btree (subject_id, kind) WHERE (stopped_at IS NULL);
CREATE TRIGGER clock_breached_marks AFTER UPDATE ON baton.clock REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_of_breached();
grant insert, select, update on clock to baton_app;

create table clock_pause (
  id uuid default uuidv7() not null,
  clock_id uuid not null,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  days smallint not null,
  reason text not null,
  by_id uuid not null,
  ended_by uuid,
  constraint clock_pause_check CHECK ((until_at > from_at)),
  constraint clock_pause_check1 CHECK (((ended_by IS NULL) OR (ended_at IS NOT NULL))),
  constraint clock_pause_days_check CHECK ((days > 0)),
  constraint clock_pause_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint clock_pause_by_id_fkey FOREIGN KEY (by_id) REFERENCES person(id),
  constraint clock_pause_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES clock(id) ON DELETE CASCADE,
  constraint clock_pause_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES person(id),
  constraint clock_pause_pkey PRIMARY KEY (id)
);
CREATE INDEX clock_pause_of ON baton.clock_pause USING btree (clock_id, from_at);
grant insert, select, update on clock_pause to baton_app;

create table clock_stale (
  id bigint generated always as identity not null,
  opportunity_id uuid,
  because text not null,
  person_id uuid,
  task_id uuid,
  constraint clock_stale_one CHECK ((num_nonnulls(opportunity_id, person_id, task_id) = 1)),
  constraint clock_stale_pkey PRIMARY KEY (id)
);
CREATE INDEX clock_stale_opportunity ON baton.clock_stale USING btree (opportunity_id);
CREATE INDEX clock_stale_person ON baton.clock_stale USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX clock_stale_task ON baton.clock_stale USING btree (task_id) WHERE (task_id IS NOT NULL);
CREATE TRIGGER clock_stale_settled_marks AFTER DELETE ON baton.clock_stale REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_of_settled();
grant delete, insert, select on clock_stale to baton_app;

create table company (
  single boolean default true not null,
  name text not null,
  type text not null,
  currency text default 'CNY'::text not null,
  time_zone text default 'Asia/Shanghai'::text not null,
  set_up_at timestamp with time zone default now() not null,
  metadata_version bigint default 1 not null,
  access_version bigint default 1 not null,
  bin_days integer default 90 not null,
  constraint company_bin_days_check CHECK (((bin_days >= 1) AND (bin_days <= 3650))),
  constraint company_single_check CHECK (single),
  constraint company_pkey PRIMARY KEY (single)
);
CREATE TRIGGER company_moved_zone AFTER UPDATE OF time_zone ON baton.company FOR EACH ROW WHEN ((old.time_zone IS DISTINCT FROM new.time_zone)) EXECUTE FUNCTION count_in_new_zone();
grant insert, select, update on company to baton_app;

create table company_notice_settings (
  single boolean default true not null,
  settings jsonb not null,
  constraint company_notice_settings_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text)),
  constraint company_notice_settings_single_check CHECK (single),
  constraint company_notice_settings_pkey PRIMARY KEY (single)
);
grant delete, insert, select, update on company_notice_settings to baton_app;

create table contact (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  account_id uuid,
  holder_id uuid,
  title text,
  role text,
  phone text,
  email text,
  wechat text,
  note text,
  external_key text,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  search text default ''::text not null,
  search_grams integer[] default '{}'::integer[] not null,
  constraint contact_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint contact_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint contact_pkey PRIMARY KEY (id)
);
CREATE INDEX contact_account ON baton.contact USING btree (account_id);
CREATE INDEX contact_created ON baton.contact USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX contact_external_key ON baton.contact USING btree (external_key) WHERE (external_key IS NOT NULL);
CREATE INDEX contact_holder ON baton.contact USING btree (holder_id);
CREATE INDEX contact_name ON baton.contact USING btree (name COLLATE "zh-x-icu", id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_search ON baton.contact USING gin (search gin_trgm_ops);
CREATE INDEX contact_search_grams ON baton.contact USING gin (search_grams);
grant insert, select, update on contact to baton_app;

create table contest (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  opportunity_id uuid not null,
  decision_id uuid not null,
  contester_id uuid not null,
  holder_id uuid not null,
  proposed_id uuid not null,
  reason text not null,
  decider_id uuid,
  filed_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  escalated_at timestamp with time zone,
  state text default 'open'::text not null,
  ended_at timestamp with time zone,
  ruled_by uuid,
  ruling_reason text,
  on_behalf_of uuid,
  constraint contest_check CHECK ((proposed_id <> holder_id)),
  constraint contest_check1 CHECK (((state = 'open'::text) = (ended_at IS NULL))),
  constraint contest_check2 CHECK (((state = ANY (ARRAY['upheld'::text, 'granted'::text])) = (ruled_by IS NOT NULL))),
  constraint contest_check3 CHECK (((ruled_by IS NULL) = (ruling_reason IS NULL))),
  constraint contest_check4 CHECK (((on_behalf_of IS NULL) OR (ruled_by IS NOT NULL))),
  constraint contest_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint contest_state_check CHECK ((state = ANY (ARRAY['open'::text, 'upheld'::text, 'granted'::text, 'withdrawn'::text, 'overtaken'::text]))),
  constraint contest_contester_id_fkey FOREIGN KEY (contester_id) REFERENCES person(id),
  constraint contest_decider_id_fkey FOREIGN KEY (decider_id) REFERENCES person(id),
  constraint contest_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decision(id),
  constraint contest_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint contest_on_behalf_of_fkey FOREIGN KEY (on_behalf_of) REFERENCES person(id),
  constraint contest_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint contest_proposed_id_fkey FOREIGN KEY (proposed_id) REFERENCES person(id),
  constraint contest_ruled_by_fkey FOREIGN KEY (ruled_by) REFERENCES person(id),
  constraint contest_pkey PRIMARY KEY (id)
);
CREATE INDEX contest_due ON baton.contest USING btree (due_at) WHERE (state = 'open'::text);
CREATE INDEX contest_filed ON baton.contest USING btree (contester_id, filed_at);
CREATE UNIQUE INDEX contest_one_open ON baton.contest USING btree (decision_id, contester_id) WHERE (state = 'open'::text);
CREATE INDEX contest_opportunity ON baton.contest USING btree (opportunity_id, filed_at);
CREATE INDEX contest_to_decide ON baton.contest USING btree (decider_id, due_at) WHERE (state = 'open'::text);
grant insert, select, update on contest to baton_app;

create table credit_part (
  opportunity_id uuid not null,
  person_id uuid not null,
  slice int4range not null,
  during tstzrange not null,
  split_id uuid not null,
  constraint credit_part_during_check CHECK (((NOT isempty(during)) AND lower_inc(during) AND (NOT upper_inc(during)))),
  constraint credit_part_slice_check CHECK (((NOT isempty(slice)) AND (slice <@ int4range(0, 10000)))),
  constraint credit_part_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint credit_part_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint credit_part_split_id_fkey FOREIGN KEY (split_id) REFERENCES credit_split(id),
  constraint credit_part_pkey PRIMARY KEY (opportunity_id, person_id, during WITHOUT OVERLAPS),
  constraint credit_part_opportunity_id_slice_during_excl EXCLUDE USING gist (opportunity_id WITH =, slice WITH &&, during WITH &&)
);
CREATE INDEX credit_part_of_person ON baton.credit_part USING btree (person_id);
CREATE INDEX credit_part_of_split ON baton.credit_part USING btree (split_id);
CREATE CONSTRAINT TRIGGER credit_is_whole AFTER INSERT OR DELETE OR UPDATE ON baton.credit_part DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_credit_that_is_not_whole();
grant delete, insert, select, update on credit_part to baton_app;

create table credit_split (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  opportunity_id uuid not null,
  state text not null,
  reason text,
  proposed_by uuid not null,
  proposed_at timestamp with time zone not null,
  decider_id uuid,
  ruled_by uuid,
  ruling text,
  ended_at timestamp with time zone,
  constraint credit_split_check CHECK (((state = ANY (ARRAY['proposed'::text, 'disputed'::text])) = (ended_at IS NULL))),
  constraint credit_split_check1 CHECK (((state = 'settled'::text) = ((ruled_by IS NOT NULL) AND (ruling IS NOT NULL)))),
  constraint credit_split_check2 CHECK (((state <> 'disputed'::text) OR (decider_id IS NOT NULL))),
  constraint credit_split_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint credit_split_ruling_check CHECK (((length(ruling) >= 1) AND (length(ruling) <= 500))),
  constraint credit_split_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'disputed'::text, 'agreed'::text, 'settled'::text, 'withdrawn'::text]))),
  constraint credit_split_decider_id_fkey FOREIGN KEY (decider_id) REFERENCES person(id),
  constraint credit_split_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint credit_split_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES person(id),
  constraint credit_split_ruled_by_fkey FOREIGN KEY (ruled_by) REFERENCES person(id),
  constraint credit_split_pkey PRIMARY KEY (id)
);
CREATE INDEX credit_split_decided ON baton.credit_split USING btree (decider_id, proposed_at) WHERE (state = 'disputed'::text);
CREATE INDEX credit_split_of_opportunity ON baton.credit_split USING btree (opportunity_id, proposed_at);
CREATE UNIQUE INDEX credit_split_open ON baton.credit_split USING btree (opportunity_id) WHERE (ended_at IS NULL);
CREATE INDEX credit_split_proposer ON baton.credit_split USING btree (proposed_by, proposed_at);
grant insert, select, update on credit_split to baton_app;

create table credit_term (
  split_id uuid not null,
  person_id uuid not null,
  share integer not null,
  answer text,
  reason text,
  answered_at timestamp with time zone,
  constraint credit_term_answer_check CHECK ((answer = ANY (ARRAY['agreed'::text, 'disputed'::text]))),
  constraint credit_term_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint credit_term_share_check CHECK (((share >= 0) AND (share <= 10000))),
  constraint credit_term_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint credit_term_split_id_fkey FOREIGN KEY (split_id) REFERENCES credit_split(id),
  constraint credit_term_pkey PRIMARY KEY (split_id, person_id)
);
CREATE INDEX credit_term_of_person ON baton.credit_term USING btree (person_id, split_id);
grant delete, insert, select, update on credit_term to baton_app;

create table credit_weight (
  stage_key text not null,
  weight double precision not null,
  changed_at timestamp with time zone not null,
  changed_by uuid,
  constraint credit_weight_weight_check CHECK (((weight >= (0)::double precision) AND (weight <= (100)::double precision))),
  constraint credit_weight_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint credit_weight_pkey PRIMARY KEY (stage_key)
);
grant delete, insert, select, update on credit_weight to baton_app;

create table dashboard (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  owner_id uuid not null,
  shared_with text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint dashboard_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint dashboard_shared_with_check CHECK ((shared_with = ANY (ARRAY['nobody'::text, 'departments'::text, 'everybody'::text]))),
  constraint dashboard_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint dashboard_pkey PRIMARY KEY (id)
);
CREATE INDEX dashboard_of ON baton.dashboard USING btree (owner_id);
CREATE INDEX dashboard_shared ON baton.dashboard USING btree (shared_with) WHERE (shared_with <> 'nobody'::text);
grant delete, insert, select, update on dashboard to baton_app;

create table dashboard_department (
  dashboard_id uuid not null,
  department_id uuid not null,
  constraint dashboard_department_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard(id) ON DELETE CASCADE,
  constraint dashboard_department_department_id_fkey FOREIGN KEY (department_id) REFERENCES department(id),
  constraint dashboard_department_pkey PRIMARY KEY (dashboard_id, department_id)
);
CREATE INDEX dashboard_department_of ON baton.dashboard_department USING btree (department_id);
grant delete, insert, select, update on dashboard_department to baton_app;

create table dashboard_start (
  person_id uuid not null,
  dashboard_id uuid,
  built_in text,
  constraint dashboard_start_check CHECK (((dashboard_id IS NULL) <> (built_in IS NULL))),
  constraint dashboard_start_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard(id) ON DELETE CASCADE,
  constraint dashboard_start_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint dashboard_start_pkey PRIMARY KEY (person_id)
);
CREATE INDEX dashboard_start_dashboard ON baton.dashboard_start USING btree (dashboard_id) WHERE (dashboard_id IS NOT NULL);
grant delete, insert, select, update on dashboard_start to baton_app;

create table dashboard_tile (
  dashboard_id uuid not null,
  position integer not null,
  report_id uuid,
  built_in text,
  width text not null,
  constraint dashboard_tile_check CHECK (((report_id IS NULL) <> (built_in IS NULL))),
  constraint dashboard_tile_width_check CHECK ((width = ANY (ARRAY['third'::text, 'half'::text, 'full'::text]))),
  constraint dashboard_tile_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard(id) ON DELETE CASCADE,
  constraint dashboard_tile_report_id_fkey FOREIGN KEY (report_id) REFERENCES report(id) ON DELETE CASCADE,
  constraint dashboard_tile_pkey PRIMARY KEY (dashboard_id, "position"),
  constraint dashboard_tile_dashboard_id_report_id_built_in_key UNIQUE NULLS NOT DISTINCT (dashboard_id, report_id, built_in)
);
CREATE INDEX dashboard_tile_report ON baton.dashboard_tile USING btree (report_id) WHERE (report_id IS NOT NULL);
grant delete, insert, select, update on dashboard_tile to baton_app;

create table decision (
  id uuid default uuidv7() not null,
  opportunity_id uuid not null,
  plan_version_id uuid not null,
  rule_id uuid,
  via text not null,
  person_id uuid not null,
  draw double precision not null,
  input jsonb not null,
  outcome jsonb not null,
  actor_id uuid,
  made_at timestamp with time zone not null,
  ground bytea,
  stage_id uuid,
  constraint decision_check CHECK (((rule_id IS NULL) OR (stage_id IS NULL))),
  constraint decision_via_check CHECK ((via = ANY (ARRAY['rule'::text, 'fallback'::text, 'succession'::text]))),
  constraint decision_ground_fkey FOREIGN KEY (ground) REFERENCES decision_ground(hash),
  constraint decision_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint decision_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES plan_version(id),
  constraint decision_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES routing_rule(id),
  constraint decision_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id),
  constraint decision_pkey PRIMARY KEY (id)
);
CREATE INDEX decision_opportunity ON baton.decision USING btree (opportunity_id, made_at);
CREATE INDEX decision_rule ON baton.decision USING btree (rule_id, made_at);
CREATE TRIGGER decision_append_only BEFORE DELETE OR UPDATE ON baton.decision FOR EACH ROW WHEN ((current_setting('baton.purging'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION refuse_change();
grant insert, select on decision to baton_app;

create table decision_ground (
  hash bytea not null,
  ground jsonb not null,
  constraint decision_ground_pkey PRIMARY KEY (hash)
);
CREATE TRIGGER decision_ground_append_only BEFORE DELETE OR UPDATE ON baton.decision_ground FOR EACH ROW EXECUTE FUNCTION refuse_change();
grant insert, select on decision_ground to baton_app;

create table delivery (
  id uuid default uuidv7() not null,
  channel text not null,
  person_id uuid,
  robot_id uuid,
  state text default 'waiting'::text not null,
  attempts integer default 0 not null,
  next_try_at timestamp with time zone,
  claimed_by uuid,
  claimed_until timestamp with time zone,
  last_error text,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint delivery_channel_check CHECK ((channel = ANY (ARRAY['mail'::text, 'wecom'::text, 'dingtalk'::text, 'feishu'::text]))),
  constraint delivery_check CHECK ((((person_id IS NULL) <> (robot_id IS NULL)) AND ((person_id IS NULL) = (channel <> 'mail'::text)))),
  constraint delivery_check1 CHECK ((((state = 'waiting'::text) = (next_try_at IS NOT NULL)) AND ((state = 'waiting'::text) = (ended_at IS NULL)))),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'given-up'::text, 'dropped'::text]))),
  constraint delivery_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint delivery_robot_id_fkey FOREIGN KEY (robot_id) REFERENCES robot(id) ON DELETE CASCADE,
  constraint delivery_pkey PRIMARY KEY (id)
);
CREATE INDEX delivery_newest ON baton.delivery USING btree (created_at DESC, id DESC);
CREATE INDEX delivery_next ON baton.delivery USING btree (channel, next_try_at) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX delivery_of_person ON baton.delivery USING btree (person_id) WHERE ((state = 'waiting'::text) AND (person_id IS NOT NULL));
CREATE UNIQUE INDEX delivery_of_robot ON baton.delivery USING btree (robot_id) WHERE ((state = 'waiting'::text) AND (robot_id IS NOT NULL));
CREATE INDEX delivery_person ON baton.delivery USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX delivery_robot ON baton.delivery USING btree (robot_id, created_at DESC) WHERE (robot_id IS NOT NULL);
CREATE INDEX delivery_state ON baton.delivery USING btree (state, created_at DESC, id DESC);
grant delete, insert, select, update on delivery to baton_app;

create table delivery_part (
  notice_id uuid not null,
  channel text not null,
  person_id uuid,
  robot_id uuid,
  about text,
  release_at timestamp with time zone not null,
  delivery_id uuid,
  constraint delivery_part_check CHECK (((person_id IS NULL) <> (robot_id IS NULL))),
  constraint delivery_part_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES delivery(id) ON DELETE CASCADE,
  constraint delivery_part_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id) ON DELETE CASCADE,
  constraint delivery_part_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint delivery_part_robot_id_fkey FOREIGN KEY (robot_id) REFERENCES robot(id) ON DELETE CASCADE,
  constraint delivery_part_notice_id_person_id_key UNIQUE (notice_id, person_id),
  constraint delivery_part_notice_id_robot_id_key UNIQUE (notice_id, robot_id)
);
CREATE INDEX delivery_part_about ON baton.delivery_part USING btree (robot_id, about) WHERE (robot_id IS NOT NULL);
CREATE INDEX delivery_part_due ON baton.delivery_part USING btree (release_at) WHERE (delivery_id IS NULL);
CREATE INDEX delivery_part_of ON baton.delivery_part USING btree (delivery_id) WHERE (delivery_id IS NOT NULL);
CREATE INDEX delivery_part_person ON baton.delivery_part USING btree (person_id, release_at) WHERE ((delivery_id IS NULL) AND (person_id IS NOT NULL));
CREATE INDEX delivery_part_robot ON baton.delivery_part USING btree (robot_id, release_at) WHERE ((delivery_id IS NULL) AND (robot_id IS NOT NULL));
grant delete, insert, select, update on delivery_part to baton_app;

create table department (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  parent_id uuid,
  position integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  constraint department_check CHECK (((parent_id IS NULL) OR (parent_id <> id))),
  constraint department_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint department_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES department(id),
  constraint department_pkey PRIMARY KEY (id)
);
CREATE INDEX department_parent ON baton.department USING btree (parent_id);
CREATE TRIGGER department_moved_marks AFTER UPDATE ON baton.department REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_moved_departments();
grant delete, insert, select, update on department to baton_app;

create table department_calendar (
  department_id uuid not null,
  calendar_id uuid not null,
  constraint department_calendar_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES working_calendar(id),
  constraint department_calendar_department_id_fkey FOREIGN KEY (department_id) REFERENCES department(id),
  constraint department_calendar_pkey PRIMARY KEY (department_id)
);
CREATE INDEX department_calendar_of ON baton.department_calendar USING btree (calendar_id);
CREATE TRIGGER department_calendar_added_marks AFTER INSERT ON baton.department_calendar REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_department_calendars();
CREATE TRIGGER department_calendar_changed_marks AFTER UPDATE ON baton.department_calendar REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_department_calendars();
CREATE TRIGGER department_calendar_gone_marks AFTER DELETE ON baton.department_calendar REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION mark_department_calendars();
grant delete, insert, select, update on department_calendar to baton_app;

create table event (
  seq bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  at timestamp with time zone not null,
  kind text not null,
  object text not null,
  record_id uuid not null,
  opportunity_id uuid,
  actor_id uuid,
  actor_kind text not null,
  before jsonb,
  after jsonb,
  cause jsonb,
  on_behalf_of uuid,
  constraint event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['person'::text, 'api-key'::text, 'system'::text]))),
  constraint event_pkey PRIMARY KEY (seq)
);
CREATE INDEX event_opportunity ON baton.event USING btree (opportunity_id, seq) WHERE (opportunity_id IS NOT NULL);
CREATE INDEX event_record ON baton.event USING btree (object, record_id, seq);
CREATE INDEX event_xid ON baton.event USING btree (xid, seq);
CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON baton.event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON baton.event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on event to baton_app;

create table exchange_rate (
  currency text not null,
  valid_from date not null,
  rate numeric(20,10) not null,
  set_by uuid,
  set_at timestamp with time zone not null,
  constraint exchange_rate_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint exchange_rate_rate_check CHECK ((rate > (0)::numeric)),
  constraint exchange_rate_set_by_fkey FOREIGN KEY (set_by) REFERENCES person(id),
  constraint exchange_rate_pkey PRIMARY KEY (currency, valid_from)
);
grant delete, insert, select, update on exchange_rate to baton_app;

create table fact_stale (
  id bigint generated always as identity not null,
  opportunity_id uuid not null,
  constraint fact_stale_pkey PRIMARY KEY (id)
);
grant delete, insert, select on fact_stale to baton_app;

create table field_definition (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  object text not null,
  name text not null,
  label jsonb not null,
  type text not null,
  options jsonb default '{}'::jsonb not null,
  required boolean default false not null,
  searchable boolean default false not null,
  is_unique boolean default false not null,
  position integer default 1000 not null,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  constraint field_definition_name_check CHECK ((name ~ '^[a-z][A-Za-z0-9]{0,39}$'::text)),
  constraint field_definition_pkey PRIMARY KEY (id),
  constraint field_definition_object_name_key UNIQUE (object, name)
);
grant delete, insert, select, update on field_definition to baton_app;

create table finding (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  kind text not null,
  key text not null,
  subject text not null,
  subject_id uuid,
  opportunity_id uuid,
  opportunity_ids uuid[] default '{}'::uuid[] not null,
  holder_id uuid not null,
  given_to uuid not null,
  facts jsonb default '{}'::jsonb not null,
  ground text not null,
  found_at timestamp with time zone not null,
  next_at timestamp with time zone,
  escalated_at timestamp with time zone,
  steps smallint default 0 not null,
  ended_at timestamp with time zone,
  ended_because text,
  ended_by uuid,
  reason text,
  until date,
  constraint finding_check CHECK (((ended_at IS NULL) = (ended_because IS NULL))),
  constraint finding_check1 CHECK (((ended_because = 'dismissed'::text) = (until IS NOT NULL))),
  constraint finding_check2 CHECK (((ended_at IS NULL) OR (next_at IS NULL))),
  constraint finding_ended_because_check CHECK ((ended_because = ANY (ARRAY['mended'::text, 'dismissed'::text, 'switched-off'::text]))),
  constraint finding_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint finding_steps_check CHECK ((steps >= 0)),
  constraint finding_subject_check CHECK ((subject = ANY (ARRAY['opportunity'::text, 'hand-over'::text, 'person'::text, 'stage'::text, 'pool'::text, 'company'::text]))),
  constraint finding_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES person(id),
  constraint finding_given_to_fkey FOREIGN KEY (given_to) REFERENCES person(id),
  constraint finding_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint finding_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint finding_pkey PRIMARY KEY (id)
);
CREATE INDEX finding_dismissed ON baton.finding USING btree (key, until) WHERE (ended_because = 'dismissed'::text);
CREATE INDEX finding_next ON baton.finding USING btree (next_at, id) WHERE (next_at IS NOT NULL);
CREATE INDEX finding_of_holder ON baton.finding USING btree (holder_id, found_at, id) WHERE (ended_at IS NULL);
CREATE INDEX finding_of_kind ON baton.finding USING btree (kind, found_at, id) WHERE (ended_at IS NULL);
CREATE INDEX finding_of_opportunity ON baton.finding USING btree (opportunity_id, found_at) WHERE (opportunity_id IS NOT NULL);
CREATE INDEX finding_of_several ON baton.finding USING gin (opportunity_ids) WHERE ((ended_at IS NULL) AND (opportunity_ids <> '{}'::uuid[]));
CREATE UNIQUE INDEX finding_open ON baton.finding USING btree (key) WHERE (ended_at IS NULL);
grant insert, select, update on finding to baton_app;

create table finding_check (
  kind text not null,
  checked_at timestamp with time zone not null,
  took_ms integer not null,
  constraint finding_check_pkey PRIMARY KEY (kind)
);
grant insert, select, update on finding_check to baton_app;

create table finding_setting (
  kind text not null,
  is_on boolean not null,
  days integer,
  changed_at timestamp with time zone not null,
  changed_by uuid,
  constraint finding_setting_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint finding_setting_pkey PRIMARY KEY (kind)
);
grant insert, select, update on finding_setting to baton_app;

create table follow_up (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  opportunity_id uuid not null,
  kind text not null,
  happened_at timestamp with time zone not null,
  content text not null,
  contact_id uuid,
  next_step text,
  next_step_on date,
  person_id uuid not null,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  constraint follow_up_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'visit'::text, 'mail'::text, 'chat'::text, 'note'::text]))),
  constraint follow_up_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id),
  constraint follow_up_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint follow_up_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint follow_up_pkey PRIMARY KEY (id)
);
CREATE INDEX follow_up_opportunity ON baton.follow_up USING btree (opportunity_id, happened_at DESC, id) WHERE (deleted_at IS NULL);
CREATE INDEX follow_up_person ON baton.follow_up USING btree (person_id, happened_at DESC, id);
CREATE TRIGGER follow_up_added_marks AFTER INSERT ON baton.follow_up REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_of_fresh();
CREATE TRIGGER follow_up_changed_marks AFTER UPDATE ON baton.follow_up REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_of_fresh();
grant insert, select, update on follow_up to baton_app;

create table forecast_call (
  opportunity_id uuid not null,
  version bigint default 1 not null,
  category text,
  said_by uuid,
  said_at timestamp with time zone,
  over_category text,
  over_by uuid,
  over_at timestamp with time zone,
  over_reason text,
  constraint forecast_call_category_check CHECK ((category = ANY (ARRAY['commit'::text, 'best'::text, 'pipeline'::text, 'omitted'::text]))),
  constraint forecast_call_check CHECK ((((category IS NULL) = (said_by IS NULL)) AND ((category IS NULL) = (said_at IS NULL)))),
  constraint forecast_call_check1 CHECK ((((over_category IS NULL) = (over_by IS NULL)) AND ((over_category IS NULL) = (over_at IS NULL)))),
  constraint forecast_call_over_category_check CHECK ((over_category = ANY (ARRAY['commit'::text, 'best'::text, 'pipeline'::text, 'omitted'::text]))),
  constraint forecast_call_over_reason_check CHECK (((length(over_reason) >= 1) AND (length(over_reason) <= 500))),
  constraint forecast_call_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint forecast_call_over_by_fkey FOREIGN KEY (over_by) REFERENCES person(id),
  constraint forecast_call_said_by_fkey FOREIGN KEY (said_by) REFERENCES person(id),
  constraint forecast_call_pkey PRIMARY KEY (opportunity_id)
);
grant insert, select, update on forecast_call to baton_app;

create table forecast_model (
  learnt_on date not null,
  learnt_at timestamp with time zone not null,
  document jsonb not null,
  constraint forecast_model_pkey PRIMARY KEY (learnt_on)
);
grant delete, insert, select, update on forecast_model to baton_app;

create table forecast_snapshot (
  taken_on date not null,
  period text not null,
  starts_on date not null,
  person_id uuid not null,
  category text not null,
  currency text not null,
  n integer not null,
  minor bigint not null,
  constraint forecast_snapshot_category_check CHECK ((category = ANY (ARRAY['won'::text, 'commit'::text, 'best'::text, 'pipeline'::text, 'omitted'::text]))),
  constraint forecast_snapshot_period_check CHECK ((period = ANY (ARRAY['month'::text, 'quarter'::text, 'year'::text]))),
  constraint forecast_snapshot_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint forecast_snapshot_pkey PRIMARY KEY (taken_on, period, starts_on, person_id, category, currency)
);
CREATE INDEX forecast_snapshot_of ON baton.forecast_snapshot USING btree (period, starts_on, taken_on);
grant delete, insert, select, update on forecast_snapshot to baton_app;

create table function (
  key text not null,
  version bigint default 1 not null,
  label jsonb not null,
  position integer default 0 not null,
  constraint function_key_check CHECK ((key ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
  constraint function_pkey PRIMARY KEY (key)
);
grant delete, insert, select, update on function to baton_app;

create table hand_over (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  opportunity_id uuid not null,
  from_person_id uuid not null,
  to_person_id uuid not null,
  stage_id uuid not null,
  to_stage_id uuid not null,
  packet jsonb not null,
  state text not null,
  offered_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  answer text,
  created_by uuid,
  asked boolean default false not null,
  confirmed text[] default '{}'::text[] not null,
  rating smallint,
  rating_note text,
  answered_by uuid,
  on_behalf_of uuid,
  escalates_at timestamp with time zone not null,
  reminded_at timestamp with time zone,
  escalated_at timestamp with time zone,
  escalated_to uuid,
  dropped jsonb default '{}'::jsonb not null,
  constraint hand_over_check CHECK ((from_person_id <> to_person_id)),
  constraint hand_over_check1 CHECK (((state = 'offered'::text) = (answered_at IS NULL))),
  constraint hand_over_check2 CHECK (((rating IS NULL) OR (state = 'accepted'::text))),
  constraint hand_over_check3 CHECK (((escalated_at IS NULL) OR (reminded_at IS NOT NULL))),
  constraint hand_over_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
  constraint hand_over_state_check CHECK ((state = ANY (ARRAY['offered'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text]))),
  constraint hand_over_escalated_to_fkey FOREIGN KEY (escalated_to) REFERENCES person(id),
  constraint hand_over_from_person_id_fkey FOREIGN KEY (from_person_id) REFERENCES person(id),
  constraint hand_over_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint hand_over_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id),
  constraint hand_over_to_person_id_fkey FOREIGN KEY (to_person_id) REFERENCES person(id),
  constraint hand_over_to_stage_id_fkey FOREIGN KEY (to_stage_id) REFERENCES stage(id),
  constraint hand_over_pkey PRIMARY KEY (id)
);
CREATE INDEX hand_over_escalated ON baton.hand_over USING btree (escalated_to, due_at) WHERE ((state = 'offered'::text) AND (escalated_at IS NOT NULL));
CREATE INDEX hand_over_from ON baton.hand_over USING btree (from_person_id, due_at) WHERE (state = 'offered'::text);
CREATE UNIQUE INDEX hand_over_one_open ON baton.hand_over USING btree (opportunity_id) WHERE (state = 'offered'::text);
CREATE INDEX hand_over_opportunity ON baton.hand_over USING btree (opportunity_id, offered_at);
CREATE INDEX hand_over_to ON baton.hand_over USING btree (to_person_id, due_at) WHERE (state = 'offered'::text);
CREATE INDEX hand_over_to_escalate ON baton.hand_over USING btree (escalates_at) WHERE ((state = 'offered'::text) AND (reminded_at IS NOT NULL) AND (escalated_at IS NULL));
CREATE INDEX hand_over_to_remind ON baton.hand_over USING btree (due_at) WHERE ((state = 'offered'::text) AND (reminded_at IS NULL));
CREATE TRIGGER hand_over_changed_marks AFTER UPDATE ON baton.hand_over REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_hand_overs();
CREATE TRIGGER hand_over_offered_marks AFTER INSERT ON baton.hand_over REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_hand_overs();
grant insert, select, update on hand_over to baton_app;

create table hand_over_message (
  id uuid default uuidv7() not null,
  hand_over_id uuid not null,
  person_id uuid not null,
  text text not null,
  written_at timestamp with time zone not null,
  on_behalf_of uuid,
  constraint hand_over_message_text_check CHECK (((length(text) >= 1) AND (length(text) <= 2000))),
  constraint hand_over_message_hand_over_id_fkey FOREIGN KEY (hand_over_id) REFERENCES hand_over(id),
  constraint hand_over_message_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint hand_over_message_pkey PRIMARY KEY (id)
);
CREATE INDEX hand_over_message_thread ON baton.hand_over_message USING btree (hand_over_id, written_at);
grant insert, select on hand_over_message to baton_app;

create table holding (
  opportunity_id uuid not null,
  during tstzrange not null,
  person_id uuid not null,
  stage_id uuid not null,
  because text not null,
  reason text,
  actor_id uuid,
  decision_id uuid,
  on_behalf_of uuid,
  ended_because text,
  constraint holding_because_check CHECK ((because = ANY (ARRAY['routed'::text, 'given'::text, 'passed'::text, 'hand-over'::text, 'stage'::text, 'reopened'::text, 'plan'::text, 'contest'::text, 'leaver'::text, 'reorganisation'::text, 'restored'::text, 'merged'::text, 'split'::text, 'account'::text, 'escalated'::text, 'claimed'::text, 'assigned'::text, 'arrived'::text, 'released'::text, 'recycled'::text, 'taken-back'::text, 'moved'::text]))),
  constraint holding_during_check CHECK (((NOT isempty(during)) AND lower_inc(during) AND (NOT upper_inc(during)))),
  constraint holding_ended_because_check CHECK ((ended_because = ANY (ARRAY['deleted'::text, 'merged'::text]))),
  constraint holding_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decision(id),
  constraint holding_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint holding_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint holding_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id),
  constraint holding_pkey PRIMARY KEY (opportunity_id, during WITHOUT OVERLAPS)
);
CREATE INDEX holding_person ON baton.holding USING btree (person_id) WHERE upper_inf(during);
CREATE INDEX holding_stage ON baton.holding USING btree (stage_id);
CREATE TRIGGER holding_changed_counts AFTER UPDATE ON baton.holding REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_changed_holdings();
CREATE TRIGGER holding_ends_stay AFTER INSERT ON baton.holding REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION end_stay_where_taken();
CREATE TRIGGER holding_matches AFTER INSERT ON baton.holding REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_split_truth();
CREATE TRIGGER holding_notes_on_whose_behalf BEFORE INSERT ON baton.holding FOR EACH ROW WHEN ((COALESCE(current_setting('baton.on_behalf_of'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION note_on_whose_behalf();
CREATE TRIGGER holding_one_road BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON baton.holding FOR EACH STATEMENT EXECUTE FUNCTION refuse_off_road();
CREATE TRIGGER holding_opened_counts AFTER INSERT ON baton.holding REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_opened_holdings();
grant select on holding to baton_app;

create table idempotency (
  person_id uuid not null,
  key text not null,
  route text not null,
  request_hash text not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone default now() not null,
  constraint idempotency_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  constraint idempotency_pkey PRIMARY KEY (person_id, key)
);
CREATE INDEX idempotency_age ON baton.idempotency USING btree (created_at);
grant delete, insert, select, update on idempotency to baton_app;

create table import_made (
  run_id uuid not null,
  object text not null,
  record_id uuid not null,
  line bigint not null,
  constraint import_made_run_id_fkey FOREIGN KEY (run_id) REFERENCES import_run(id) ON DELETE CASCADE,
  constraint import_made_pkey PRIMARY KEY (run_id, object, record_id)
);
grant delete, insert, select, update on import_made to baton_app;

create table import_mapping (
  id uuid default uuidv7() not null,
  object text not null,
  headings_hash text not null,
  mapping jsonb not null,
  person_id uuid not null,
  saved_at timestamp with time zone default now() not null,
  constraint import_mapping_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint import_mapping_pkey PRIMARY KEY (id),
  constraint import_mapping_object_headings_hash_person_id_key UNIQUE (object, headings_hash, person_id)
);
grant delete, insert, select, update on import_mapping to baton_app;

create table import_problem (
  run_id uuid not null,
  line bigint not null,
  field text,
  code text not null,
  facts jsonb default '{}'::jsonb not null,
  cells jsonb,
  id bigint generated always as identity not null,
  constraint import_problem_run_id_fkey FOREIGN KEY (run_id) REFERENCES import_run(id) ON DELETE CASCADE,
  constraint import_problem_pkey PRIMARY KEY (run_id, line, id)
);
grant delete, insert, select, update on import_problem to baton_app;

create table import_run (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  object text not null,
  file_name text not null,
  file_path text not null,
  file_hash text not null,
  format jsonb not null,
  mapping jsonb default '[]'::jsonb not null,
  answers jsonb default '{}'::jsonb not null,
  settings jsonb default '{}'::jsonb not null,
  state text not null,
  rows_read bigint default 0 not null,
  rows_total bigint,
  created_count bigint default 0 not null,
  updated_count bigint default 0 not null,
  skipped_count bigint default 0 not null,
  problem_count bigint default 0 not null,
  resume_line bigint default 0 not null,
  report jsonb default '{}'::jsonb not null,
  message jsonb,
  person_id uuid not null,
  created_at timestamp with time zone default now() not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint import_run_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'checking'::text, 'checked'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'undoing'::text, 'undone'::text]))),
  constraint import_run_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint import_run_pkey PRIMARY KEY (id)
);
CREATE INDEX import_run_person ON baton.import_run USING btree (person_id, created_at DESC);
grant delete, insert, select, update on import_run to baton_app;

create table invite (
  token_hash bytea not null,
  person_id uuid not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint invite_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint invite_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint invite_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX invite_person ON baton.invite USING btree (person_id);
grant delete, insert, select, update on invite to baton_app;

create table ledger_check (
  single boolean default true not null,
  checked_at timestamp with time zone not null,
  took_ms integer not null,
  open_count integer not null,
  problem_count integer not null,
  constraint ledger_check_single_check CHECK (single),
  constraint ledger_check_pkey PRIMARY KEY (single)
);
grant insert, select, update on ledger_check to baton_app;

create table mail_server (
  single boolean default true not null,
  host text not null,
  port integer not null,
  security text not null,
  user_name text,
  password_sealed text,
  sender text not null,
  updated_at timestamp with time zone not null,
  updated_by uuid,
  constraint mail_server_check CHECK (((user_name IS NULL) = (password_sealed IS NULL))),
  constraint mail_server_host_check CHECK (((length(host) >= 1) AND (length(host) <= 253))),
  constraint mail_server_port_check CHECK (((port >= 1) AND (port <= 65535))),
  constraint mail_server_security_check CHECK ((security = ANY (ARRAY['tls'::text, 'starttls'::text, 'none'::text]))),
  constraint mail_server_single_check CHECK (single),
  constraint mail_server_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES person(id),
  constraint mail_server_pkey PRIMARY KEY (single)
);
grant delete, insert, select, update on mail_server to baton_app;

create table merged_pointer (
  merged_id uuid not null,
  object text not null,
  field text not null,
  record_id uuid not null,
  constraint merged_pointer_pkey PRIMARY KEY (merged_id, object, field, record_id)
);
grant delete, insert, select on merged_pointer to baton_app;

create table migration (
  name text not null,
  hash text not null,
  breaking boolean not null,
  applied_at timestamp with time zone default now() not null,
  version text,
  constraint migration_pkey PRIMARY KEY (name)
);
grant select on migration to baton_app;

create table notice (
  id uuid default uuidv7() not null,
  person_id uuid not null,
  kind text not null,
  opportunity_id uuid,
  link text not null,
  facts jsonb default '{}'::jsonb not null,
  key text not null,
  at timestamp with time zone not null,
  read_at timestamp with time zone,
  on_behalf_of uuid,
  planned_at timestamp with time zone,
  xid xid8 default pg_current_xact_id() not null,
  seq bigint generated always as identity not null,
  constraint notice_link_check CHECK ((link ~~ '/%'::text)),
  constraint notice_on_behalf_of_fkey FOREIGN KEY (on_behalf_of) REFERENCES person(id),
  constraint notice_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint notice_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_key_key UNIQUE (key)
);
CREATE INDEX notice_of ON baton.notice USING btree (person_id, at DESC, id DESC);
CREATE INDEX notice_opportunity ON baton.notice USING btree (opportunity_id);
CREATE INDEX notice_read ON baton.notice USING btree (person_id, at DESC, id DESC) WHERE (read_at IS NOT NULL);
CREATE INDEX notice_unplanned ON baton.notice USING btree (seq) WHERE (planned_at IS NULL);
CREATE INDEX notice_unread ON baton.notice USING btree (person_id, at DESC, id DESC) WHERE (read_at IS NULL);
CREATE INDEX notice_xid ON baton.notice USING btree (xid, seq);
grant insert, select, update on notice to baton_app;

create table notice_settings (
  person_id uuid not null,
  own jsonb default '{}'::jsonb not null,
  mobile text,
  wecom text,
  dingtalk text,
  feishu text,
  updated_at timestamp with time zone not null,
  constraint notice_settings_dingtalk_check CHECK (((length(dingtalk) >= 1) AND (length(dingtalk) <= 64))),
  constraint notice_settings_feishu_check CHECK (((length(feishu) >= 1) AND (length(feishu) <= 64))),
  constraint notice_settings_mobile_check CHECK ((mobile ~ '^\+?\d{5,20}$'::text)),
  constraint notice_settings_own_check CHECK ((jsonb_typeof(own) = 'object'::text)),
  constraint notice_settings_wecom_check CHECK (((length(wecom) >= 1) AND (length(wecom) <= 64))),
  constraint notice_settings_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint notice_settings_pkey PRIMARY KEY (person_id)
);
grant delete, insert, select, update on notice_settings to baton_app;

create table object_definition (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  plural text not null,
  label jsonb not null,
  plural_label jsonb not null,
  title_field text not null,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  constraint object_definition_name_check CHECK ((name ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
  constraint object_definition_plural_check CHECK ((plural ~ '^[a-z][a-z0-9-]{0,40}$'::text)),
  constraint object_definition_pkey PRIMARY KEY (id),
  constraint object_definition_name_key UNIQUE (name),
  constraint object_definition_plural_key UNIQUE (plural)
);
grant delete, insert, select, update on object_definition to baton_app;

create table opportunity (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  number bigint default nextval('opportunity_number'::regclass) not null,
  title text not null,
  type text default 'new-customer'::text not null,
  source text,
  company_name text,
  contact_name text,
  contact_phone text,
  contact_email text,
  account_id uuid,
  contact_id uuid,
  product_id uuid,
  region text,
  amount bigint,
  amount_currency text,
  expected_close_on date,
  requirement text,
  next_step text,
  next_step_on date,
  last_follow_up_at timestamp with time zone,
  external_key text,
  plan_version_id uuid not null,
  stage_id uuid not null,
  phase text not null,
  stage_since timestamp with time zone not null,
  holder_id uuid not null,
  held_since timestamp with time zone not null,
  open_during tstzrange not null,
  is_open boolean generated always as (upper_inf(open_during)) stored not null,
  outcome text,
  outcome_reason text,
  closed_at timestamp with time zone,
  opened_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  search text default ''::text not null,
  search_grams integer[] default '{}'::integer[] not null,
  furthest integer,
  merged_into uuid,
  constraint opportunity_in_bin_is_ended CHECK (((deleted_at IS NULL) OR (NOT upper_inf(open_during)))),
  constraint opportunity_merged_is_in_bin CHECK (((merged_into IS NULL) OR (deleted_at IS NOT NULL))),
  constraint opportunity_open_during_check CHECK (((NOT isempty(open_during)) AND lower_inc(open_during))),
  constraint opportunity_outcome_check CHECK ((outcome = ANY (ARRAY['won'::text, 'lost'::text]))),
  constraint opportunity_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint opportunity_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id),
  constraint opportunity_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint opportunity_is_held FOREIGN KEY (id, PERIOD open_during) REFERENCES holding(opportunity_id, PERIOD during) DEFERRABLE INITIALLY DEFERRED,
  constraint opportunity_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES opportunity(id),
  constraint opportunity_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES plan_version(id),
  constraint opportunity_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id),
  constraint opportunity_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id),
  constraint opportunity_pkey PRIMARY KEY (id),
  constraint opportunity_number_key UNIQUE (number)
);
CREATE INDEX opportunity_account ON baton.opportunity USING btree (account_id, holder_id, id) WHERE (deleted_at IS NULL);
CREATE INDEX opportunity_contact ON baton.opportunity USING btree (contact_id, holder_id, id) WHERE ((deleted_at IS NULL) AND (contact_id IS NOT NULL));
CREATE INDEX opportunity_contact_keys ON baton.opportunity USING gin (contact_keys(company_name, contact_phone, contact_email)) WHERE (deleted_at IS NULL);
CREATE INDEX opportunity_created ON baton.opportunity USING btree (created_at DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX opportunity_dwelling ON baton.opportunity USING btree (stage_id, stage_since) WHERE ((deleted_at IS NULL) AND is_open);
CREATE UNIQUE INDEX opportunity_external_key ON baton.opportunity USING btree (external_key) WHERE (external_key IS NOT NULL);
CREATE INDEX opportunity_figures ON baton.opportunity USING btree (closed_at, id) INCLUDE (holder_id, stage_id, is_open, outcome, amount, amount_currency, opened_at, furthest, product_id, account_id, source, type) WHERE (deleted_at IS NULL);
CREATE INDEX opportunity_holder ON baton.opportunity USING btree (holder_id, stage_id, amount DESC NULLS LAST, id DESC) INCLUDE (amount_currency) WHERE (deleted_at IS NULL);
CREATE INDEX opportunity_merged ON baton.opportunity USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX opportunity_next_step ON baton.opportunity USING btree (holder_id, next_step_on, id) WHERE ((deleted_at IS NULL) AND is_open);
CREATE INDEX opportunity_pursued ON baton.opportunity USING btree (account_id, holder_id) WHERE ((deleted_at IS NULL) AND is_open AND (account_id IS NOT NULL) AND (phase <> 'delivery'::text));
CREATE INDEX opportunity_search ON baton.opportunity USING gin (search gin_trgm_ops);
CREATE INDEX opportunity_search_grams ON baton.opportunity USING gin (search_grams);
CREATE INDEX opportunity_stage ON baton.opportunity USING btree (stage_id, amount DESC NULLS LAST, id DESC) INCLUDE (amount_currency, holder_id) WHERE (deleted_at IS NULL);
CREATE INDEX opportunity_touched ON baton.opportunity USING btree (holder_id, GREATEST(held_since, last_follow_up_at)) WHERE ((deleted_at IS NULL) AND is_open);
CREATE TRIGGER opportunity_came_closed_marks AFTER INSERT ON baton.opportunity REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_of_closed();
CREATE TRIGGER opportunity_changed_counts AFTER UPDATE ON baton.opportunity REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT WHEN ((COALESCE(current_setting('baton.counted'::text, true), ''::text) <> 'on'::text)) EXECUTE FUNCTION count_changed_opportunities();
CREATE TRIGGER opportunity_changed_marks AFTER UPDATE ON baton.opportunity REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_changed();
CREATE TRIGGER opportunity_ends_stay AFTER UPDATE OF open_during, deleted_at ON baton.opportunity FOR EACH ROW WHEN ((upper_inf(old.open_during) AND (NOT upper_inf(new.open_during)))) EXECUTE FUNCTION end_stay_with_life();
CREATE TRIGGER opportunity_gone_counts AFTER DELETE ON baton.opportunity FOR EACH ROW EXECUTE FUNCTION count_changed_opportunity();
CREATE TRIGGER opportunity_new_counts AFTER INSERT ON baton.opportunity REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_new_opportunities();
CREATE TRIGGER opportunity_one_road BEFORE UPDATE OF holder_id, stage_id, phase, stage_since, held_since, open_during, outcome, outcome_reason, closed_at, opened_at, plan_version_id, furthest, deleted_at, merged_into ON baton.opportunity FOR EACH STATEMENT EXECUTE FUNCTION refuse_off_road();
CREATE TRIGGER opportunity_opened_marks AFTER INSERT ON baton.opportunity REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_opened();
CREATE TRIGGER opportunity_overtakes AFTER UPDATE ON baton.opportunity REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION overtake_of_passed();
CREATE TRIGGER opportunity_overtakes_approval AFTER UPDATE OF stage_since, open_during, deleted_at ON baton.opportunity FOR EACH ROW WHEN (((old.stage_since <> new.stage_since) OR (upper_inf(old.open_during) AND (NOT upper_inf(new.open_during))) OR ((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL)))) EXECUTE FUNCTION withdraw_overtaken_approval();
grant insert, select on opportunity to baton_app;

create table opportunity_fact (
  opportunity_id uuid not null,
  stages integer not null,
  people integer not null,
  first_follow_up_at timestamp with time zone,
  first_contact_minutes double precision,
  hand_overs integer not null,
  answered integer not null,
  answer_minutes double precision not null,
  accepted integer not null,
  declined integer not null,
  follow_ups integer not null,
  steps_over integer not null,
  steps_kept integer not null,
  limits_over integer not null,
  limits_kept integer not null,
  waiting_minutes double precision,
  worked_minutes double precision,
  constraint opportunity_fact_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id) ON DELETE CASCADE,
  constraint opportunity_fact_pkey PRIMARY KEY (opportunity_id)
);
grant delete, insert, select, update on opportunity_fact to baton_app;

create table opportunity_part (
  opportunity_id uuid not null,
  stage text not null,
  person_id uuid not null,
  function text,
  department_id uuid,
  is_first boolean not null,
  went_on boolean,
  ended text,
  visits_left integer not null,
  dwell_days double precision not null,
  hand_overs integer not null,
  answered integer not null,
  answer_minutes double precision not null,
  accepted integer not null,
  declined integer not null,
  follow_ups integer not null,
  steps_over integer not null,
  steps_kept integer not null,
  limits_over integer not null,
  limits_kept integer not null,
  waiting_minutes double precision,
  worked_minutes double precision,
  constraint opportunity_part_ended_check CHECK ((ended = ANY (ARRAY['won'::text, 'lost'::text]))),
  constraint opportunity_part_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id) ON DELETE CASCADE,
  constraint opportunity_part_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint opportunity_part_pkey PRIMARY KEY (opportunity_id, stage, person_id)
);
CREATE INDEX opportunity_part_person ON baton.opportunity_part USING btree (person_id);
grant delete, insert, select, update on opportunity_part to baton_app;

create table opportunity_split (
  part_id uuid not null,
  from_id uuid,
  at timestamp with time zone not null,
  by_id uuid,
  constraint opportunity_split_from_id_fkey FOREIGN KEY (from_id) REFERENCES opportunity(id),
  constraint opportunity_split_part_id_fkey FOREIGN KEY (part_id) REFERENCES opportunity(id),
  constraint opportunity_split_pkey PRIMARY KEY (part_id)
);
CREATE INDEX opportunity_split_from ON baton.opportunity_split USING btree (from_id);
grant insert, select on opportunity_split to baton_app;

create table participation (
  opportunity_id uuid not null,
  person_id uuid not null,
  letter text not null,
  function text,
  during tstzrange not null,
  actor_id uuid,
  by_plan boolean default false not null,
  constraint participation_during_check CHECK ((NOT isempty(during))),
  constraint participation_letter_check CHECK ((letter = ANY (ARRAY['R'::text, 'C'::text, 'I'::text]))),
  constraint participation_function_fkey FOREIGN KEY (function) REFERENCES function(key),
  constraint participation_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint participation_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint participation_pkey PRIMARY KEY (opportunity_id, person_id, letter, during WITHOUT OVERLAPS)
);
CREATE INDEX participation_person ON baton.participation USING btree (person_id) WHERE upper_inf(during);
grant insert, select, update on participation to baton_app;

create table person (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  email text,
  language text default 'zh'::text not null,
  password_hash text,
  admin boolean default false not null,
  department_id uuid,
  manager_id uuid,
  functions text[] default '{}'::text[] not null,
  skills text[] default '{}'::text[] not null,
  territories text[] default '{}'::text[] not null,
  weight double precision default 1 not null,
  open_cap integer,
  day_cap integer,
  deactivated_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  search text default ''::text not null,
  search_grams integer[] default '{}'::integer[] not null,
  week_cap integer,
  unit_cap double precision,
  constraint person_check CHECK (((manager_id IS NULL) OR (manager_id <> id))),
  constraint person_day_cap_check CHECK ((day_cap >= 0)),
  constraint person_email_check CHECK (((email = lower(email)) AND (email ~ '^[^@\s]+@[^@\s]+$'::text))),
  constraint person_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text]))),
  constraint person_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint person_open_cap_check CHECK ((open_cap >= 0)),
  constraint person_unit_cap_check CHECK ((unit_cap >= (0)::double precision)),
  constraint person_week_cap_check CHECK ((week_cap >= 0)),
  constraint person_weight_check CHECK (((weight > (0)::double precision) AND (weight <= (100)::double precision))),
  constraint person_department_fk FOREIGN KEY (department_id) REFERENCES department(id),
  constraint person_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES person(id),
  constraint person_pkey PRIMARY KEY (id)
);
CREATE INDEX person_department ON baton.person USING btree (department_id);
CREATE UNIQUE INDEX person_email ON baton.person USING btree (email) WHERE (email IS NOT NULL);
CREATE INDEX person_manager ON baton.person USING btree (manager_id);
CREATE INDEX person_name ON baton.person USING btree (name, id);
CREATE TRIGGER person_leaves_empty_handed BEFORE UPDATE OF deactivated_at, deleted_at ON baton.person FOR EACH ROW EXECUTE FUNCTION refuse_leaving_with_work();
CREATE TRIGGER person_leaves_no_finding AFTER UPDATE OF deactivated_at, deleted_at ON baton.person FOR EACH ROW WHEN ((((new.deactivated_at IS NOT NULL) AND (old.deactivated_at IS NULL)) OR ((new.deleted_at IS NOT NULL) AND (old.deleted_at IS NULL)))) EXECUTE FUNCTION give_findings_of_leaver();
CREATE TRIGGER person_leaves_no_plan_unkept BEFORE UPDATE OF deactivated_at, deleted_at ON baton.person FOR EACH ROW EXECUTE FUNCTION refuse_leaving_keeper();
CREATE TRIGGER person_leaves_no_proposal AFTER UPDATE OF deactivated_at, deleted_at ON baton.person FOR EACH ROW WHEN ((((new.deactivated_at IS NOT NULL) AND (old.deactivated_at IS NULL)) OR ((new.deleted_at IS NOT NULL) AND (old.deleted_at IS NULL)))) EXECUTE FUNCTION give_proposals_of_leaver();
CREATE TRIGGER person_leaves_no_review AFTER UPDATE OF deactivated_at, deleted_at ON baton.person FOR EACH ROW WHEN ((((new.deactivated_at IS NOT NULL) AND (old.deactivated_at IS NULL)) OR ((new.deleted_at IS NOT NULL) AND (old.deleted_at IS NULL)))) EXECUTE FUNCTION give_reviews_of_leaver();
CREATE TRIGGER person_leaves_nobody_without_deputy BEFORE UPDATE OF deactivated_at, deleted_at ON baton.person FOR EACH ROW WHEN ((((new.deactivated_at IS NOT NULL) AND (old.deactivated_at IS NULL)) OR ((new.deleted_at IS NOT NULL) AND (old.deleted_at IS NULL)))) EXECUTE FUNCTION refuse_leaving_deputy();
CREATE TRIGGER person_moved_marks AFTER UPDATE ON baton.person REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_moved_people();
grant insert, select, update on person to baton_app;

create table person_calendar (
  person_id uuid not null,
  calendar_id uuid not null,
  constraint person_calendar_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES working_calendar(id),
  constraint person_calendar_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint person_calendar_pkey PRIMARY KEY (person_id)
);
CREATE INDEX person_calendar_of ON baton.person_calendar USING btree (calendar_id);
CREATE TRIGGER person_calendar_added_marks AFTER INSERT ON baton.person_calendar REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_person('calendar');
CREATE TRIGGER person_calendar_changed_marks AFTER UPDATE ON baton.person_calendar REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_person('calendar');
CREATE TRIGGER person_calendar_gone_marks AFTER DELETE ON baton.person_calendar REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION mark_person('calendar');
grant delete, insert, select, update on person_calendar to baton_app;

create table person_load (
  person_id uuid not null,
  open integer not null,
  units numeric default 0 not null,
  constraint person_load_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint person_load_pkey PRIMARY KEY (person_id)
);
grant select on person_load to baton_app;

create table person_received (
  person_id uuid not null,
  day date not null,
  count integer not null,
  constraint person_received_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint person_received_pkey PRIMARY KEY (day, person_id)
);
grant insert, select, update on person_received to baton_app;

create table person_role (
  person_id uuid not null,
  role_id uuid not null,
  constraint person_role_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint person_role_role_id_fkey FOREIGN KEY (role_id) REFERENCES role(id),
  constraint person_role_pkey PRIMARY KEY (person_id, role_id)
);
CREATE INDEX person_role_role ON baton.person_role USING btree (role_id);
grant delete, insert, select, update on person_role to baton_app;

create table plan (
  id uuid default uuidv7() not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  constraint plan_pkey PRIMARY KEY (id)
);
grant insert, select, update on plan to baton_app;

create table plan_draft (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  based_on uuid not null,
  document jsonb not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  updated_at timestamp with time zone not null,
  updated_by uuid not null,
  constraint plan_draft_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint plan_draft_based_on_fkey FOREIGN KEY (based_on) REFERENCES plan_version(id),
  constraint plan_draft_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint plan_draft_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES person(id),
  constraint plan_draft_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on plan_draft to baton_app;

create table plan_migration (
  id uuid default uuidv7() not null,
  from_version_id uuid not null,
  to_version_id uuid not null,
  mapping jsonb not null,
  actor_id uuid not null,
  begun_at timestamp with time zone not null,
  done integer default 0 not null,
  ended_at timestamp with time zone,
  constraint plan_migration_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES person(id),
  constraint plan_migration_from_version_id_fkey FOREIGN KEY (from_version_id) REFERENCES plan_version(id),
  constraint plan_migration_to_version_id_fkey FOREIGN KEY (to_version_id) REFERENCES plan_version(id),
  constraint plan_migration_pkey PRIMARY KEY (id)
);
CREATE INDEX plan_migration_running ON baton.plan_migration USING btree (id) WHERE (ended_at IS NULL);
grant insert, select, update on plan_migration to baton_app;

create table plan_publication (
  id uuid default uuidv7() not null,
  from_at timestamp with time zone not null,
  from_on date not null,
  based_on uuid not null,
  input jsonb not null,
  made_by uuid not null,
  made_at timestamp with time zone not null,
  state text default 'scheduled'::text not null,
  version_id uuid,
  ended_at timestamp with time zone,
  failure jsonb,
  seen_at timestamp with time zone,
  constraint plan_publication_check CHECK (((state = 'scheduled'::text) = (ended_at IS NULL))),
  constraint plan_publication_check1 CHECK (((state = 'published'::text) = (version_id IS NOT NULL))),
  constraint plan_publication_check2 CHECK (((state = 'failed'::text) = (failure IS NOT NULL))),
  constraint plan_publication_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'published'::text, 'cancelled'::text, 'failed'::text]))),
  constraint plan_publication_based_on_fkey FOREIGN KEY (based_on) REFERENCES plan_version(id),
  constraint plan_publication_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id),
  constraint plan_publication_version_id_fkey FOREIGN KEY (version_id) REFERENCES plan_version(id),
  constraint plan_publication_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX plan_publication_day ON baton.plan_publication USING btree (from_on) WHERE (state = 'scheduled'::text);
CREATE INDEX plan_publication_due ON baton.plan_publication USING btree (from_at) WHERE (state = 'scheduled'::text);
CREATE INDEX plan_publication_ended ON baton.plan_publication USING btree (ended_at DESC) WHERE (state <> 'scheduled'::text);
CREATE INDEX plan_publication_failed ON baton.plan_publication USING btree (ended_at) WHERE ((state = 'failed'::text) AND (seen_at IS NULL));
grant insert, select, update on plan_publication to baton_app;

create table plan_version (
  id uuid default uuidv7() not null,
  plan_id uuid not null,
  number integer not null,
  template text,
  published_at timestamp with time zone,
  published_by uuid,
  keeper_id uuid not null,
  created_at timestamp with time zone default now() not null,
  processes jsonb,
  note text,
  pools jsonb default '[]'::jsonb not null,
  constraint plan_version_keeper_id_fkey FOREIGN KEY (keeper_id) REFERENCES person(id),
  constraint plan_version_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id),
  constraint plan_version_published_by_fkey FOREIGN KEY (published_by) REFERENCES person(id),
  constraint plan_version_pkey PRIMARY KEY (id),
  constraint plan_version_plan_id_number_key UNIQUE (plan_id, number)
);
CREATE TRIGGER plan_keeper_is_there BEFORE INSERT OR UPDATE OF published_at ON baton.plan_version FOR EACH ROW EXECUTE FUNCTION refuse_absent_keeper();
grant insert, select, update on plan_version to baton_app;

create table pool_application (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  stay_id uuid not null,
  opportunity_id uuid not null,
  pool text not null,
  person_id uuid not null,
  note text,
  state text default 'open'::text not null,
  applied_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  answered_by uuid,
  on_behalf_of uuid,
  answer text,
  constraint pool_application_check CHECK (((state = 'open'::text) = (answered_at IS NULL))),
  constraint pool_application_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'declined'::text, 'fallen'::text, 'withdrawn'::text]))),
  constraint pool_application_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES person(id),
  constraint pool_application_on_behalf_of_fkey FOREIGN KEY (on_behalf_of) REFERENCES person(id),
  constraint pool_application_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint pool_application_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint pool_application_stay_id_fkey FOREIGN KEY (stay_id) REFERENCES pool_stay(id),
  constraint pool_application_pkey PRIMARY KEY (id)
);
CREATE INDEX pool_application_in ON baton.pool_application USING btree (pool, applied_at, id) WHERE (state = 'open'::text);
CREATE INDEX pool_application_of ON baton.pool_application USING btree (person_id, applied_at DESC, id DESC);
CREATE UNIQUE INDEX pool_application_open ON baton.pool_application USING btree (stay_id, person_id) WHERE (state = 'open'::text);
CREATE INDEX pool_application_opportunity ON baton.pool_application USING btree (opportunity_id);
grant insert, select, update on pool_application to baton_app;

create table pool_stay (
  id uuid default uuidv7() not null,
  opportunity_id uuid not null,
  pool text not null,
  since timestamp with time zone not null,
  because text not null,
  reason text,
  actor_id uuid,
  previous_holder_id uuid,
  until timestamp with time zone,
  ended_because text,
  ended_by uuid,
  keeper_id uuid not null,
  taken_by uuid,
  constraint pool_stay_because_check CHECK ((because = ANY (ARRAY['arrived'::text, 'released'::text, 'recycled'::text, 'taken-back'::text, 'moved'::text]))),
  constraint pool_stay_check CHECK (((until IS NULL) = (ended_because IS NULL))),
  constraint pool_stay_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES person(id),
  constraint pool_stay_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES person(id),
  constraint pool_stay_keeper_id_fkey FOREIGN KEY (keeper_id) REFERENCES person(id),
  constraint pool_stay_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint pool_stay_previous_holder_id_fkey FOREIGN KEY (previous_holder_id) REFERENCES person(id),
  constraint pool_stay_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES person(id),
  constraint pool_stay_pkey PRIMARY KEY (id)
);
CREATE INDEX pool_stay_claimed ON baton.pool_stay USING btree (taken_by, pool, until) WHERE (ended_because = 'claimed'::text);
CREATE INDEX pool_stay_ended ON baton.pool_stay USING btree (opportunity_id, until DESC) WHERE (until IS NOT NULL);
CREATE INDEX pool_stay_in ON baton.pool_stay USING btree (pool, since, opportunity_id) WHERE (until IS NULL);
CREATE INDEX pool_stay_keeper ON baton.pool_stay USING btree (pool, keeper_id) WHERE (until IS NULL);
CREATE UNIQUE INDEX pool_stay_now ON baton.pool_stay USING btree (opportunity_id) WHERE (until IS NULL);
CREATE INDEX pool_stay_of ON baton.pool_stay USING btree (opportunity_id, since);
CREATE INDEX pool_stay_previous ON baton.pool_stay USING btree (previous_holder_id, since) WHERE (previous_holder_id IS NOT NULL);
CREATE TRIGGER pool_stay_begun_marks AFTER INSERT ON baton.pool_stay REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_stays();
CREATE TRIGGER pool_stay_changed_marks AFTER UPDATE ON baton.pool_stay REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_stays();
CREATE CONSTRAINT TRIGGER pool_stay_is_kept AFTER INSERT OR UPDATE ON baton.pool_stay DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.until IS NULL)) EXECUTE FUNCTION refuse_stay_without_keeper();
CREATE TRIGGER pool_stay_lets_applications_fall AFTER UPDATE ON baton.pool_stay REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION let_applications_fall();
grant insert, select, update on pool_stay to baton_app;

create table product (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  series text,
  list_price bigint,
  list_price_currency text,
  note text,
  external_key text,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  search text default ''::text not null,
  search_grams integer[] default '{}'::integer[] not null,
  constraint product_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX product_name ON baton.product USING btree (name) WHERE (deleted_at IS NULL);
CREATE INDEX product_search ON baton.product USING gin (search gin_trgm_ops);
CREATE INDEX product_search_grams ON baton.product USING gin (search_grams);
grant insert, select, update on product to baton_app;

create table proposal (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  key text not null,
  state text default 'open'::text not null,
  cause jsonb not null,
  change jsonb not null,
  expected jsonb not null,
  holder_id uuid not null,
  found_at timestamp with time zone not null,
  due_at timestamp with time zone,
  draft_id uuid,
  trial text not null,
  share double precision,
  condition text,
  roll_back jsonb,
  published_at timestamp with time zone,
  published_by uuid,
  ended_at timestamp with time zone,
  ended_because text,
  reason text,
  until date,
  report jsonb,
  constraint proposal_check CHECK (((published_at IS NULL) = (share IS NULL))),
  constraint proposal_check1 CHECK (((state = ANY (ARRAY['running'::text, 'full'::text, 'rolled-back'::text])) = (published_at IS NOT NULL))),
  constraint proposal_check2 CHECK (((state = 'dismissed'::text) = (until IS NOT NULL))),
  constraint proposal_check3 CHECK (((state <> 'running'::text) OR (due_at IS NULL))),
  constraint proposal_ended_because_check CHECK ((ended_because = ANY (ARRAY['condition'::text, 'by-hand'::text, 'dismissed'::text, 'gone'::text]))),
  constraint proposal_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint proposal_share_check CHECK (((share > (0)::double precision) AND (share <= (1)::double precision))),
  constraint proposal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'edited'::text, 'running'::text, 'full'::text, 'rolled-back'::text, 'dismissed'::text, 'gone'::text]))),
  constraint proposal_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint proposal_published_by_fkey FOREIGN KEY (published_by) REFERENCES person(id),
  constraint proposal_pkey PRIMARY KEY (id),
  constraint proposal_trial_key UNIQUE (trial)
);
CREATE UNIQUE INDEX proposal_at_work ON baton.proposal USING btree (key) WHERE (state = ANY (ARRAY['open'::text, 'edited'::text, 'running'::text]));
CREATE INDEX proposal_due ON baton.proposal USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX proposal_of_holder ON baton.proposal USING btree (holder_id) WHERE (state = ANY (ARRAY['open'::text, 'edited'::text, 'running'::text]));
CREATE INDEX proposal_state ON baton.proposal USING btree (state, found_at DESC, id DESC);
grant insert, select, update on proposal to baton_app;

create table proposal_week (
  week date not null,
  looked_at timestamp with time zone not null,
  opened integer not null,
  constraint proposal_week_pkey PRIMARY KEY (week)
);
grant insert, select, update on proposal_week to baton_app;

create table replay_opportunity (
  run_id uuid not null,
  place integer not null,
  opportunity_id uuid not null,
  was_id uuid not null,
  would_id uuid not null,
  via text not null,
  rule integer,
  why jsonb,
  constraint replay_opportunity_run_id_fkey FOREIGN KEY (run_id) REFERENCES replay_run(id) ON DELETE CASCADE,
  constraint replay_opportunity_pkey PRIMARY KEY (run_id, place)
);
CREATE INDEX replay_opportunity_changed ON baton.replay_opportunity USING btree (run_id, place) WHERE (was_id <> would_id);
CREATE INDEX replay_opportunity_was ON baton.replay_opportunity USING btree (run_id, was_id, place);
CREATE INDEX replay_opportunity_would ON baton.replay_opportunity USING btree (run_id, would_id, place);
grant delete, insert, select, update on replay_opportunity to baton_app;

create table replay_person (
  run_id uuid not null,
  person_id uuid not null,
  place integer not null,
  found jsonb not null,
  constraint replay_person_run_id_fkey FOREIGN KEY (run_id) REFERENCES replay_run(id) ON DELETE CASCADE,
  constraint replay_person_pkey PRIMARY KEY (run_id, person_id)
);
grant delete, insert, select, update on replay_person to baton_app;

create table replay_run (
  id uuid default uuidv7() not null,
  name text not null,
  state text default 'waiting'::text not null,
  question jsonb not null,
  step text default 'reading'::text not null,
  done integer default 0 not null,
  total integer,
  begun integer default 0 not null,
  result jsonb,
  message jsonb,
  person_id uuid not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  beat_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint replay_run_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))),
  constraint replay_run_step_check CHECK ((step = ANY (ARRAY['reading'::text, 'deciding'::text, 'counting'::text]))),
  constraint replay_run_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint replay_run_pkey PRIMARY KEY (id)
);
CREATE INDEX replay_run_latest ON baton.replay_run USING btree (created_at DESC, id DESC);
CREATE INDEX replay_run_person ON baton.replay_run USING btree (person_id, created_at DESC, id DESC);
CREATE INDEX replay_run_unended ON baton.replay_run USING btree (created_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));
grant delete, insert, select, update on replay_run to baton_app;

create table report (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  question jsonb not null,
  chart text not null,
  owner_id uuid not null,
  shared_with text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint report_chart_check CHECK ((chart = ANY (ARRAY['table'::text, 'bar'::text, 'stacked'::text, 'line'::text, 'pie'::text, 'funnel'::text, 'heat'::text]))),
  constraint report_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint report_question_check CHECK ((jsonb_typeof(question) = 'object'::text)),
  constraint report_shared_with_check CHECK ((shared_with = ANY (ARRAY['nobody'::text, 'departments'::text, 'everybody'::text]))),
  constraint report_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint report_pkey PRIMARY KEY (id)
);
CREATE INDEX report_of ON baton.report USING btree (owner_id, updated_at DESC, id DESC);
CREATE INDEX report_shared ON baton.report USING btree (updated_at DESC, id DESC) WHERE (shared_with <> 'nobody'::text);
grant delete, insert, select, update on report to baton_app;

create table report_department (
  report_id uuid not null,
  department_id uuid not null,
  constraint report_department_department_id_fkey FOREIGN KEY (department_id) REFERENCES department(id),
  constraint report_department_report_id_fkey FOREIGN KEY (report_id) REFERENCES report(id) ON DELETE CASCADE,
  constraint report_department_pkey PRIMARY KEY (report_id, department_id)
);
CREATE INDEX report_department_of ON baton.report_department USING btree (department_id);
grant delete, insert, select, update on report_department to baton_app;

create table report_favourite (
  person_id uuid not null,
  report_id uuid,
  built_in text,
  constraint report_favourite_check CHECK (((report_id IS NULL) <> (built_in IS NULL))),
  constraint report_favourite_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint report_favourite_report_id_fkey FOREIGN KEY (report_id) REFERENCES report(id) ON DELETE CASCADE,
  constraint report_favourite_person_id_report_id_built_in_key UNIQUE NULLS NOT DISTINCT (person_id, report_id, built_in)
);
CREATE INDEX report_favourite_report ON baton.report_favourite USING btree (report_id) WHERE (report_id IS NOT NULL);
grant delete, insert, select, update on report_favourite to baton_app;

create table report_mailing (
  id uuid default uuidv7() not null,
  schedule_id uuid not null,
  day date not null,
  person_id uuid not null,
  state text default 'waiting'::text not null,
  attempts integer default 0 not null,
  next_try_at timestamp with time zone,
  claimed_by uuid,
  claimed_until timestamp with time zone,
  reason text,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint report_mailing_check CHECK ((((state = 'waiting'::text) = (next_try_at IS NOT NULL)) AND ((state = 'waiting'::text) = (ended_at IS NULL)))),
  constraint report_mailing_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'given-up'::text, 'dropped'::text]))),
  constraint report_mailing_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint report_mailing_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES report_schedule(id) ON DELETE CASCADE,
  constraint report_mailing_pkey PRIMARY KEY (id),
  constraint report_mailing_schedule_id_day_person_id_key UNIQUE (schedule_id, day, person_id)
);
CREATE INDEX report_mailing_next ON baton.report_mailing USING btree (next_try_at) WHERE (state = 'waiting'::text);
CREATE INDEX report_mailing_person ON baton.report_mailing USING btree (person_id);
grant delete, insert, select, update on report_mailing to baton_app;

create table report_receiver (
  schedule_id uuid not null,
  person_id uuid not null,
  constraint report_receiver_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint report_receiver_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES report_schedule(id) ON DELETE CASCADE,
  constraint report_receiver_pkey PRIMARY KEY (schedule_id, person_id)
);
CREATE INDEX report_receiver_person ON baton.report_receiver USING btree (person_id);
grant delete, insert, select, update on report_receiver to baton_app;

create table report_schedule (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  report_id uuid,
  dashboard_id uuid,
  built_in text,
  built_in_dashboard text,
  every text not null,
  on_day integer,
  hour integer not null,
  owner_id uuid not null,
  paused boolean default false not null,
  stopped text,
  next_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint report_schedule_check CHECK ((num_nonnulls(report_id, dashboard_id, built_in, built_in_dashboard) = 1)),
  constraint report_schedule_check1 CHECK (((on_day IS NULL) = (every = ANY (ARRAY['day'::text, 'working-week'::text])))),
  constraint report_schedule_check2 CHECK (((next_at IS NULL) = (paused OR (stopped IS NOT NULL)))),
  constraint report_schedule_every_check CHECK ((every = ANY (ARRAY['day'::text, 'working-week'::text, 'week'::text, 'month'::text]))),
  constraint report_schedule_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
  constraint report_schedule_on_day_check CHECK (((on_day >= 1) AND (on_day <= 28))),
  constraint report_schedule_stopped_check CHECK ((stopped = 'left'::text)),
  constraint report_schedule_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard(id) ON DELETE CASCADE,
  constraint report_schedule_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES person(id),
  constraint report_schedule_report_id_fkey FOREIGN KEY (report_id) REFERENCES report(id) ON DELETE CASCADE,
  constraint report_schedule_pkey PRIMARY KEY (id)
);
CREATE INDEX report_schedule_dashboard ON baton.report_schedule USING btree (dashboard_id) WHERE (dashboard_id IS NOT NULL);
CREATE INDEX report_schedule_next ON baton.report_schedule USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX report_schedule_owner ON baton.report_schedule USING btree (owner_id);
CREATE INDEX report_schedule_report ON baton.report_schedule USING btree (report_id) WHERE (report_id IS NOT NULL);
grant delete, insert, select, update on report_schedule to baton_app;

create table review (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  opportunity_id uuid not null,
  holder_id uuid not null,
  because text not null,
  opened_at timestamp with time zone not null,
  opened_by uuid,
  due_at timestamp with time zone not null,
  next_at timestamp with time zone,
  escalated_at timestamp with time zone,
  steps smallint default 0 not null,
  state text default 'open'::text not null,
  round integer default 0 not null,
  cause text,
  words text,
  node jsonb,
  giver_id uuid,
  receiver_id uuid,
  decider_id uuid,
  proposed_by uuid,
  proposed_at timestamp with time zone,
  ended_at timestamp with time zone,
  ruled_by uuid,
  ruling text,
  constraint review_because_check CHECK ((because = ANY (ARRAY['hand'::text, 'amount'::text, 'stage'::text, 'sample'::text]))),
  constraint review_check CHECK (((state = ANY (ARRAY['agreed'::text, 'ruled'::text])) = (ended_at IS NOT NULL))),
  constraint review_check1 CHECK (((state = 'open'::text) = (proposed_at IS NULL))),
  constraint review_check2 CHECK ((((proposed_at IS NULL) = (cause IS NULL)) AND ((proposed_at IS NULL) = (giver_id IS NULL)) AND ((giver_id IS NULL) = (receiver_id IS NULL)))),
  constraint review_check3 CHECK ((giver_id <> receiver_id)),
  constraint review_check4 CHECK (((state = 'ruled'::text) = (ruled_by IS NOT NULL))),
  constraint review_check5 CHECK (((ended_at IS NULL) OR (next_at IS NULL))),
  constraint review_ruling_check CHECK (((length(ruling) >= 1) AND (length(ruling) <= 2000))),
  constraint review_state_check CHECK ((state = ANY (ARRAY['open'::text, 'proposed'::text, 'disputed'::text, 'agreed'::text, 'ruled'::text]))),
  constraint review_words_check CHECK (((length(words) >= 1) AND (length(words) <= 2000))),
  constraint review_cause_fkey FOREIGN KEY (cause) REFERENCES review_cause(key),
  constraint review_decider_id_fkey FOREIGN KEY (decider_id) REFERENCES person(id),
  constraint review_giver_id_fkey FOREIGN KEY (giver_id) REFERENCES person(id),
  constraint review_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint review_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES person(id),
  constraint review_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint review_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES person(id),
  constraint review_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES person(id),
  constraint review_ruled_by_fkey FOREIGN KEY (ruled_by) REFERENCES person(id),
  constraint review_pkey PRIMARY KEY (id)
);
CREATE INDEX review_ended ON baton.review USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX review_newest ON baton.review USING btree (opened_at DESC, id DESC);
CREATE INDEX review_next ON baton.review USING btree (next_at, id) WHERE (next_at IS NOT NULL);
CREATE INDEX review_of_holder ON baton.review USING btree (holder_id, opened_at, id) WHERE (ended_at IS NULL);
CREATE INDEX review_of_opportunity ON baton.review USING btree (opportunity_id, opened_at);
CREATE INDEX review_of_sides ON baton.review USING gin ((ARRAY[giver_id, receiver_id, decider_id]));
CREATE UNIQUE INDEX review_one_open ON baton.review USING btree (opportunity_id) WHERE (ended_at IS NULL);
grant insert, select, update on review to baton_app;

create table review_action (
  task_id uuid not null,
  review_id uuid not null,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  constraint review_action_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint review_action_review_id_fkey FOREIGN KEY (review_id) REFERENCES review(id),
  constraint review_action_task_id_fkey FOREIGN KEY (task_id) REFERENCES task(id),
  constraint review_action_pkey PRIMARY KEY (task_id)
);
CREATE INDEX review_action_created ON baton.review_action USING btree (created_at);
CREATE INDEX review_action_of_review ON baton.review_action USING btree (review_id, created_at);
grant insert, select on review_action to baton_app;

create table review_cause (
  key text not null,
  label jsonb not null,
  position integer not null,
  is_retired boolean default false not null,
  constraint review_cause_key_check CHECK ((key ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
  constraint review_cause_pkey PRIMARY KEY (key)
);
grant insert, select, update on review_cause to baton_app;

create table review_pack (
  month date not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  names jsonb not null,
  constraint review_pack_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
  constraint review_pack_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id),
  constraint review_pack_pkey PRIMARY KEY (month)
);
grant insert, select on review_pack to baton_app;

create table review_pack_line (
  month date not null,
  line integer not null,
  kind text not null,
  opportunity_id uuid not null,
  facts jsonb not null,
  constraint review_pack_line_kind_check CHECK ((kind = ANY (ARRAY['ended'::text, 'review'::text, 'action'::text]))),
  constraint review_pack_line_month_fkey FOREIGN KEY (month) REFERENCES review_pack(month),
  constraint review_pack_line_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint review_pack_line_pkey PRIMARY KEY (month, line)
);
CREATE INDEX review_pack_line_of_opportunity ON baton.review_pack_line USING btree (opportunity_id);
grant insert, select on review_pack_line to baton_app;

create table review_rule (
  single boolean default true not null,
  least_amount bigint,
  least_currency text,
  from_stage text,
  weekly integer default 0 not null,
  limit_days integer default 10 not null,
  looked_at timestamp with time zone not null,
  sampled_on date not null,
  changed_at timestamp with time zone not null,
  changed_by uuid,
  constraint review_rule_check CHECK (((least_amount IS NULL) = (least_currency IS NULL))),
  constraint review_rule_least_amount_check CHECK ((least_amount > 0)),
  constraint review_rule_limit_days_check CHECK (((limit_days >= 1) AND (limit_days <= 60))),
  constraint review_rule_single_check CHECK (single),
  constraint review_rule_weekly_check CHECK (((weekly >= 0) AND (weekly <= 50))),
  constraint review_rule_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint review_rule_pkey PRIMARY KEY (single)
);
grant insert, select, update on review_rule to baton_app;

create table review_view (
  id uuid default uuidv7() not null,
  review_id uuid not null,
  round integer not null,
  side_id uuid not null,
  by_id uuid not null,
  is_agreed boolean not null,
  cause text,
  words text,
  at timestamp with time zone not null,
  constraint review_view_check CHECK ((is_agreed OR (words IS NOT NULL))),
  constraint review_view_words_check CHECK (((length(words) >= 1) AND (length(words) <= 2000))),
  constraint review_view_by_id_fkey FOREIGN KEY (by_id) REFERENCES person(id),
  constraint review_view_cause_fkey FOREIGN KEY (cause) REFERENCES review_cause(key),
  constraint review_view_review_id_fkey FOREIGN KEY (review_id) REFERENCES review(id),
  constraint review_view_side_id_fkey FOREIGN KEY (side_id) REFERENCES person(id),
  constraint review_view_pkey PRIMARY KEY (id)
);
CREATE INDEX review_view_of_review ON baton.review_view USING btree (review_id, at, id);
grant insert, select on review_view to baton_app;

create table robot (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  kind text not null,
  name text not null,
  scope jsonb not null,
  groups text[] not null,
  language text not null,
  shows_titles boolean not null,
  is_on boolean not null,
  address text not null,
  webhook_sealed text not null,
  secret_sealed text,
  created_at timestamp with time zone not null,
  created_by uuid,
  updated_at timestamp with time zone not null,
  updated_by uuid,
  constraint robot_groups_check CHECK ((cardinality(groups) > 0)),
  constraint robot_kind_check CHECK ((kind = ANY (ARRAY['wecom'::text, 'dingtalk'::text, 'feishu'::text]))),
  constraint robot_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text]))),
  constraint robot_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint robot_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint robot_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES person(id),
  constraint robot_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on robot to baton_app;

create table role (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  key text,
  label jsonb not null,
  grants jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint role_pkey PRIMARY KEY (id),
  constraint role_key_key UNIQUE (key)
);
grant delete, insert, select, update on role to baton_app;

create table routing_conversion (
  rule_id uuid not null,
  counted_at timestamp with time zone not null,
  people uuid[] not null,
  won integer[] not null,
  closed integer[] not null,
  constraint routing_conversion_check CHECK (((cardinality(people) = cardinality(won)) AND (cardinality(people) = cardinality(closed)))),
  constraint routing_conversion_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES routing_rule(id),
  constraint routing_conversion_pkey PRIMARY KEY (rule_id)
);
grant insert, select, update on routing_conversion to baton_app;

create table routing_rule (
  id uuid default uuidv7() not null,
  plan_version_id uuid not null,
  position integer not null,
  label jsonb not null,
  condition text default ''::text not null,
  candidates jsonb not null,
  strategy text not null,
  open_cap integer,
  day_cap integer,
  settings jsonb default '{}'::jsonb not null,
  constraint routing_rule_strategy_check CHECK ((strategy = ANY (ARRAY['weighted-round-robin'::text, 'least-loaded'::text, 'value-fair'::text, 'conversion-weighted'::text, 'best-of-batch'::text, 'manual'::text]))),
  constraint routing_rule_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES plan_version(id),
  constraint routing_rule_pkey PRIMARY KEY (id),
  constraint routing_rule_plan_version_id_position_key UNIQUE (plan_version_id, "position")
);
CREATE TRIGGER routing_rule_of_published BEFORE INSERT OR DELETE OR UPDATE ON baton.routing_rule FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
grant delete, insert, select, update on routing_rule to baton_app;

create table routing_turns (
  rule_id uuid not null,
  people uuid[] not null,
  credits double precision[] not null,
  last_received timestamp with time zone[] not null,
  largest double precision default 0 not null,
  constraint routing_turns_check CHECK (((cardinality(people) = cardinality(credits)) AND (cardinality(people) = cardinality(last_received)))),
  constraint routing_turns_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES routing_rule(id),
  constraint routing_turns_pkey PRIMARY KEY (rule_id)
);
grant delete, insert, select, update on routing_turns to baton_app;

create table saved_view (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  object text not null,
  name text not null,
  layout text not null,
  filter text default ''::text not null,
  sort jsonb default '[]'::jsonb not null,
  columns jsonb default '[]'::jsonb not null,
  shared boolean default false not null,
  person_id uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint saved_view_layout_check CHECK ((layout = ANY (ARRAY['table'::text, 'board'::text, 'calendar'::text]))),
  constraint saved_view_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint saved_view_pkey PRIMARY KEY (id)
);
CREATE INDEX saved_view_person ON baton.saved_view USING btree (object, person_id);
grant delete, insert, select, update on saved_view to baton_app;

create table scoring_model (
  id uuid default uuidv7() not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  won integer not null,
  lost integer not null,
  looked_at integer not null,
  took_ms integer not null,
  is_personal boolean not null,
  model jsonb,
  bands jsonb not null,
  validation jsonb,
  constraint scoring_model_check CHECK (((model IS NOT NULL) OR (validation IS NULL))),
  constraint scoring_model_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id),
  constraint scoring_model_pkey PRIMARY KEY (id)
);
CREATE INDEX scoring_model_newest ON baton.scoring_model USING btree (made_at DESC, id DESC);
grant insert, select on scoring_model to baton_app;

create table scoring_person (
  person_id uuid not null,
  shown_since timestamp with time zone not null,
  opened_at timestamp with time zone,
  constraint scoring_person_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint scoring_person_pkey PRIMARY KEY (person_id)
);
grant delete, insert, select, update on scoring_person to baton_app;

create table scoring_playbook (
  segment text not null,
  version bigint default 1 not null,
  text text not null,
  changed_at timestamp with time zone not null,
  changed_by uuid not null,
  constraint scoring_playbook_segment_check CHECK (((length(segment) >= 1) AND (length(segment) <= 400))),
  constraint scoring_playbook_text_check CHECK ((length(text) <= 8000)),
  constraint scoring_playbook_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint scoring_playbook_pkey PRIMARY KEY (segment)
);
grant insert, select, update on scoring_playbook to baton_app;

create table scoring_setting (
  single boolean default true not null,
  is_personal boolean not null,
  changed_at timestamp with time zone not null,
  changed_by uuid,
  constraint scoring_setting_single_check CHECK (single),
  constraint scoring_setting_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES person(id),
  constraint scoring_setting_pkey PRIMARY KEY (single)
);
grant insert, select, update on scoring_setting to baton_app;

create table session (
  token_hash bytea not null,
  id uuid default uuidv7() not null,
  person_id uuid not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  agent text default ''::text not null,
  ip text default ''::text not null,
  constraint session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_id_key UNIQUE (id)
);
CREATE INDEX session_person ON baton.session USING btree (person_id);
grant delete, insert, select, update on session to baton_app;

create table shift (
  person_id uuid not null,
  day date not null,
  hours jsonb not null,
  constraint shift_hours_check CHECK ((jsonb_typeof(hours) = 'array'::text)),
  constraint shift_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint shift_pkey PRIMARY KEY (person_id, day)
);
CREATE TRIGGER shift_added_marks AFTER INSERT ON baton.shift REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_person('rota');
CREATE TRIGGER shift_changed_marks AFTER UPDATE ON baton.shift REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_person('rota');
CREATE TRIGGER shift_gone_marks AFTER DELETE ON baton.shift REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION mark_person('rota');
grant delete, insert, select, update on shift to baton_app;

create table sign_in_failure (
  id bigint generated always as identity not null,
  email_hash bytea not null,
  ip text not null,
  at timestamp with time zone not null,
  constraint sign_in_failure_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_in_failure_email ON baton.sign_in_failure USING btree (email_hash, at);
CREATE INDEX sign_in_failure_ip ON baton.sign_in_failure USING btree (ip, at);
grant delete, insert, select, update on sign_in_failure to baton_app;

create table stage (
  id uuid default uuidv7() not null,
  plan_version_id uuid not null,
  key text not null,
  label jsonb not null,
  phase text not null,
  position integer not null,
  kind text not null,
  accountable text not null,
  required_fields text[] default '{}'::text[] not null,
  gate text,
  probability double precision not null,
  duties jsonb default '{}'::jsonb not null,
  settings jsonb default '{}'::jsonb not null,
  constraint stage_key_check CHECK ((key ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
  constraint stage_kind_check CHECK ((kind = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text, 'done'::text]))),
  constraint stage_phase_check CHECK ((phase = ANY (ARRAY['lead'::text, 'deal'::text, 'delivery'::text]))),
  constraint stage_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision))),
  constraint stage_accountable_fkey FOREIGN KEY (accountable) REFERENCES function(key),
  constraint stage_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES plan_version(id),
  constraint stage_pkey PRIMARY KEY (id),
  constraint stage_plan_version_id_key_key UNIQUE (plan_version_id, key),
  constraint stage_plan_version_id_position_key UNIQUE (plan_version_id, "position")
);
CREATE TRIGGER stage_of_published BEFORE INSERT OR DELETE OR UPDATE ON baton.stage FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
grant delete, insert, select, update on stage to baton_app;

create table tallied_by_holder (
  holder_id uuid not null,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  days integer,
  n bigint not null,
  amount numeric not null,
  constraint tallied_by_holder_holder_id_is_open_outcome_amount_currency_key UNIQUE NULLS NOT DISTINCT (holder_id, is_open, outcome, amount_currency, days)
);

create table tallied_by_month (
  closed_month date,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  days integer,
  n bigint not null,
  amount numeric not null,
  constraint tallied_by_month_closed_month_is_open_outcome_amount_curren_key UNIQUE NULLS NOT DISTINCT (closed_month, is_open, outcome, amount_currency, days)
);

create table tallied_by_stage (
  holder_id uuid not null,
  stage_id uuid not null,
  furthest integer,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  n bigint not null,
  amount numeric not null,
  constraint tallied_by_stage_holder_id_stage_id_furthest_is_open_outcom_key UNIQUE NULLS NOT DISTINCT (holder_id, stage_id, furthest, is_open, outcome, amount_currency)
);

create table tally_change (
  holder_id uuid not null,
  stage_id uuid not null,
  furthest integer,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  closed_month date,
  days integer,
  n bigint not null,
  amount numeric not null
);

create table target (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  measure text not null,
  currency text,
  subject text not null,
  subject_key text not null,
  period text not null,
  starts_on date not null,
  target bigint not null,
  stretch bigint,
  challenge bigint,
  set_by uuid,
  set_at timestamp with time zone not null,
  constraint target_check CHECK ((stretch >= target)),
  constraint target_check1 CHECK ((challenge >= COALESCE(stretch, target))),
  constraint target_check2 CHECK (((measure = 'won-amount'::text) = (currency IS NOT NULL))),
  constraint target_check3 CHECK ((starts_on = (date_trunc(period, (starts_on)::timestamp without time zone))::date)),
  constraint target_check4 CHECK (((subject = 'company'::text) = (subject_key = ''::text))),
  constraint target_measure_check CHECK ((measure = ANY (ARRAY['won-amount'::text, 'won-count'::text, 'opened-count'::text]))),
  constraint target_period_check CHECK ((period = ANY (ARRAY['month'::text, 'quarter'::text, 'year'::text]))),
  constraint target_subject_check CHECK ((subject = ANY (ARRAY['company'::text, 'department'::text, 'person'::text, 'product'::text, 'series'::text]))),
  constraint target_target_check CHECK ((target >= 0)),
  constraint target_set_by_fkey FOREIGN KEY (set_by) REFERENCES person(id),
  constraint target_pkey PRIMARY KEY (id),
  constraint target_measure_currency_subject_subject_key_period_starts_o_key UNIQUE NULLS NOT DISTINCT (measure, currency, subject, subject_key, period, starts_on)
);
CREATE INDEX target_of_year ON baton.target USING btree (starts_on, measure);
grant delete, insert, select, update on target to baton_app;

create table target_setting (
  single boolean default true not null,
  rankings text not null,
  set_by uuid,
  set_at timestamp with time zone not null,
  constraint target_setting_rankings_check CHECK ((rankings = ANY (ARRAY['on'::text, 'own'::text, 'off'::text]))),
  constraint target_setting_single_check CHECK (single),
  constraint target_setting_set_by_fkey FOREIGN KEY (set_by) REFERENCES person(id),
  constraint target_setting_pkey PRIMARY KEY (single)
);
grant insert, select, update on target_setting to baton_app;

create table task (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  opportunity_id uuid,
  title text not null,
  holder_id uuid not null,
  due_on date not null,
  done_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  created_by uuid,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid,
  deleted_at timestamp with time zone,
  stage_key text,
  task_key text,
  required boolean default false not null,
  constraint task_check CHECK (((stage_key IS NULL) = (task_key IS NULL))),
  constraint task_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES person(id),
  constraint task_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint task_pkey PRIMARY KEY (id)
);
CREATE INDEX task_holder ON baton.task USING btree (holder_id, due_on, id) WHERE ((done_at IS NULL) AND (deleted_at IS NULL));
CREATE UNIQUE INDEX task_of_checklist ON baton.task USING btree (opportunity_id, stage_key, task_key) WHERE ((deleted_at IS NULL) AND (task_key IS NOT NULL));
CREATE INDEX task_opportunity ON baton.task USING btree (opportunity_id, due_on);
CREATE TRIGGER task_added_marks AFTER INSERT ON baton.task REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_tasks();
CREATE TRIGGER task_changed_marks AFTER UPDATE ON baton.task REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_tasks();
grant insert, select, update on task to baton_app;

create table transition (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  kind text not null,
  state text default 'draft'::text not null,
  leavers uuid[] default '{}'::uuid[] not null,
  moves jsonb default '[]'::jsonb not null,
  condition text default ''::text not null,
  receivers uuid[] default '{}'::uuid[] not null,
  successors jsonb default '{}'::jsonb not null,
  note text,
  due_at timestamp with time zone,
  due_by uuid,
  failure jsonb,
  result jsonb,
  reverses uuid,
  looked_at timestamp with time zone not null,
  done_at timestamp with time zone,
  done_by uuid,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  updated_at timestamp with time zone not null,
  updated_by uuid not null,
  constraint transition_check CHECK (((state = 'scheduled'::text) <= ((due_at IS NOT NULL) AND (due_by IS NOT NULL)))),
  constraint transition_check1 CHECK (((state = 'done'::text) = (done_at IS NOT NULL))),
  constraint transition_check2 CHECK (((state = 'failed'::text) = (failure IS NOT NULL))),
  constraint transition_kind_check CHECK ((kind = ANY (ARRAY['leaver'::text, 'reorganisation'::text]))),
  constraint transition_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint transition_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'scheduled'::text, 'failed'::text, 'done'::text]))),
  constraint transition_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint transition_done_by_fkey FOREIGN KEY (done_by) REFERENCES person(id),
  constraint transition_due_by_fkey FOREIGN KEY (due_by) REFERENCES person(id),
  constraint transition_reverses_fkey FOREIGN KEY (reverses) REFERENCES transition(id),
  constraint transition_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES person(id),
  constraint transition_pkey PRIMARY KEY (id)
);
CREATE INDEX transition_due ON baton.transition USING btree (due_at) WHERE (state = 'scheduled'::text);
grant delete, insert, select, update on transition to baton_app;

create table transition_row (
  id uuid default uuidv7() not null,
  transition_id uuid not null,
  kind text not null,
  record_id uuid not null,
  opportunity_id uuid,
  from_id uuid not null,
  to_id uuid,
  ends boolean default false not null,
  problem text,
  given_by uuid,
  given_at timestamp with time zone,
  account_id uuid,
  stage_id uuid,
  region text,
  label text default ''::text not null,
  letter text,
  function text,
  weighed jsonb default '{"people": []}'::jsonb not null,
  considered integer default 0 not null,
  packet jsonb,
  packet_by uuid,
  constraint transition_row_check CHECK (((NOT ends) OR (to_id IS NULL))),
  constraint transition_row_check1 CHECK (((to_id IS NULL) OR (to_id <> from_id))),
  constraint transition_row_kind_check CHECK ((kind = ANY (ARRAY['opportunity'::text, 'account'::text, 'contact'::text, 'task'::text, 'helper'::text, 'hand-over'::text, 'report'::text]))),
  constraint transition_row_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint transition_row_from_id_fkey FOREIGN KEY (from_id) REFERENCES person(id),
  constraint transition_row_given_by_fkey FOREIGN KEY (given_by) REFERENCES person(id),
  constraint transition_row_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunity(id),
  constraint transition_row_packet_by_fkey FOREIGN KEY (packet_by) REFERENCES person(id),
  constraint transition_row_stage_id_fkey FOREIGN KEY (stage_id) REFERENCES stage(id),
  constraint transition_row_to_id_fkey FOREIGN KEY (to_id) REFERENCES person(id),
  constraint transition_row_transition_id_fkey FOREIGN KEY (transition_id) REFERENCES transition(id) ON DELETE CASCADE,
  constraint transition_row_pkey PRIMARY KEY (id),
  constraint transition_row_transition_id_kind_record_id_from_id_key UNIQUE (transition_id, kind, record_id, from_id)
);
CREATE INDEX transition_row_list ON baton.transition_row USING btree (transition_id, (((to_id IS NULL) AND (NOT ends))) DESC, label, id);
CREATE INDEX transition_row_opportunity ON baton.transition_row USING btree (opportunity_id);
grant delete, insert, select, update on transition_row to baton_app;

create table transition_task (
  transition_id uuid not null,
  task_id uuid not null,
  constraint transition_task_task_id_fkey FOREIGN KEY (task_id) REFERENCES task(id),
  constraint transition_task_transition_id_fkey FOREIGN KEY (transition_id) REFERENCES transition(id) ON DELETE CASCADE,
  constraint transition_task_pkey PRIMARY KEY (transition_id, task_id)
);
grant delete, insert, select, update on transition_task to baton_app;

create table working_calendar (
  id uuid default uuidv7() not null,
  version bigint default 1 not null,
  name text not null,
  time_zone text not null,
  week jsonb not null,
  country text,
  region text,
  exceptions jsonb default '[]'::jsonb not null,
  is_default boolean default false not null,
  created_at timestamp with time zone not null,
  created_by uuid,
  updated_at timestamp with time zone not null,
  updated_by uuid,
  constraint working_calendar_check CHECK (((region IS NULL) OR (country IS NOT NULL))),
  constraint working_calendar_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint working_calendar_exceptions_check CHECK ((jsonb_typeof(exceptions) = 'array'::text)),
  constraint working_calendar_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint working_calendar_time_zone_check CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 60))),
  constraint working_calendar_week_check CHECK ((jsonb_array_length(week) = 7)),
  constraint working_calendar_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
  constraint working_calendar_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES person(id),
  constraint working_calendar_pkey PRIMARY KEY (id),
  constraint working_calendar_name_key UNIQUE (name)
);
CREATE UNIQUE INDEX working_calendar_default ON baton.working_calendar USING btree (is_default) WHERE is_default;
CREATE TRIGGER working_calendar_changed_marks AFTER UPDATE ON baton.working_calendar REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mark_calendars();
grant delete, insert, select, update on working_calendar to baton_app;

CREATE OR REPLACE FUNCTION baton.account_site(website text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select nullif(regexp_replace(regexp_replace(lower(btrim(website)), '^(https?://)?(www[.])?', ''), '/.*$', ''), '')
$function$;

CREATE OR REPLACE FUNCTION baton.asked_about(kind text, opportunity uuid, person uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select case
    when kind like 'handover.%' then exists (select 1 from hand_over h where h.opportunity_id = opportunity and h.state = 'offered'
      and person in (h.from_person_id, h.to_person_id, h.escalated_to))
    when kind = 'approvals.asked' then exists (select 1 from approval a where a.opportunity_id = opportunity and a.state = 'asked')
    when kind like 'contests.%' then exists (select 1 from contest c where c.opportunity_id = opportunity and c.state = 'open'
      and c.decider_id = person)
    when kind like 'splits.%' then exists (select 1 from credit_split s left join credit_term t on t.split_id = s.id
      where s.opportunity_id = opportunity and person in (s.decider_id, t.person_id))
    else false end
$function$;

CREATE OR REPLACE FUNCTION baton.bin_empty(kind text, ids uuid[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare gone uuid[];
begin
  select array_agg(b.record_id) into gone from (
    select record_id from binned where object = kind and record_id = any(ids) order by record_id for update
  ) b;
  if gone is null then return; end if;
  perform set_config('baton.road', 'open', true);
  perform set_config('baton.purging', 'on', true);
  if kind = 'opportunity' then
    perform remove_with_dependents('opportunity', gone);
    delete from decision where opportunity_id = any(gone);
  else
    perform remove_with_dependents(kind::regclass, gone);
  end if;
  delete from merged_pointer where merged_id = any(gone) or record_id = any(gone);
  delete from binned where object = kind and record_id = any(gone);
  perform set_config('baton.purging', '', true);
  perform set_config('baton.road', '', true);
  return query select unnest(gone);
end $function$;

CREATE OR REPLACE FUNCTION baton.closed_month_of(closed_at timestamp with time zone, zone text)
 RETURNS date
 LANGUAGE sql
 STABLE
AS $function$
  select date_trunc('month', closed_at at time zone zone)::date
$function$;

CREATE OR REPLACE FUNCTION baton.contact_keys(company text, phone text, email text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN array_remove(ARRAY[('c'::text || NULLIF(lower(TRIM(BOTH FROM company)), ''::text)), ('p'::text || NULLIF("right"(regexp_replace(phone, '\D'::text, ''::text, 'g'::text), 11), ''::text)), ('e'::text || NULLIF(lower(TRIM(BOTH FROM email)), ''::text))], NULL::text);

CREATE OR REPLACE FUNCTION baton.count_anew()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  lock table opportunity in share mode;
  lock table tally_change in share row exclusive mode;
  perform pg_advisory_xact_lock(hashtext('baton.fold-tally'));
  delete from tallied_by_stage;
  delete from tallied_by_holder;
  delete from tallied_by_month;
  delete from tally_change;
  with counted as materialized (select * from opportunity_counted),
  by_stage as (
    insert into tallied_by_stage select holder_id, stage_id, furthest, is_open, outcome, amount_currency, sum(n), sum(amount)
    from counted group by 1, 2, 3, 4, 5, 6
  ), by_holder as (
    insert into tallied_by_holder select holder_id, is_open, outcome, amount_currency, days, sum(n), sum(amount) from counted group by 1, 2, 3, 4, 5
  )
  insert into tallied_by_month select closed_month, is_open, outcome, amount_currency, days, sum(n), sum(amount) from counted group by 1, 2, 3, 4, 5;
end $function$;

CREATE OR REPLACE FUNCTION baton.count_changed_holdings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into person_load as l (person_id, open, units)
  select c.person_id, sum(c.n), sum(c.n * stage_workload(s.settings)) from (
    select person_id, stage_id, 1 as n from fresh where upper_inf(during)
    union all select person_id, stage_id, -1 from former where upper_inf(during)
  ) c join stage s on s.id = c.stage_id
  group by c.person_id having sum(c.n) <> 0 or sum(c.n * stage_workload(s.settings)) <> 0 order by c.person_id
  on conflict (person_id) do update set open = l.open + excluded.open, units = l.units + excluded.units;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.count_changed_opportunities()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare zone text := (select time_zone from company);
begin
  insert into tally_change
  select c.holder_id, c.stage_id, c.furthest, c.is_open, c.outcome, c.amount_currency, c.month, c.days, sum(c.n), sum(c.n * c.amount)
  from (
    select holder_id, stage_id, furthest, is_open, outcome, amount_currency, closed_month_of(closed_at, zone) as month,
      cycle_days(opened_at, closed_at, zone) as days, 1 as n, coalesce(amount, 0) as amount from fresh where deleted_at is null
    union all
    select holder_id, stage_id, furthest, is_open, outcome, amount_currency, closed_month_of(closed_at, zone),
      cycle_days(opened_at, closed_at, zone), -1, coalesce(amount, 0) from former where deleted_at is null) c
  group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(c.n) <> 0 or sum(c.n * c.amount) <> 0;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.count_changed_opportunity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare zone text := (select time_zone from company);
begin
  if old.deleted_at is null then
    insert into tally_change values (old.holder_id, old.stage_id, old.furthest, old.is_open, old.outcome, old.amount_currency,
      closed_month_of(old.closed_at, zone), cycle_days(old.opened_at, old.closed_at, zone), -1, -coalesce(old.amount, 0));
  end if;
  if tg_op = 'UPDATE' and new.deleted_at is null then
    insert into tally_change values (new.holder_id, new.stage_id, new.furthest, new.is_open, new.outcome, new.amount_currency,
      closed_month_of(new.closed_at, zone), cycle_days(new.opened_at, new.closed_at, zone), 1, coalesce(new.amount, 0));
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.count_in_new_zone()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  perform count_anew();
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.count_new_opportunities()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into tally_change
  select o.holder_id, o.stage_id, o.furthest, o.is_open, o.outcome, o.amount_currency, closed_month_of(o.closed_at, c.time_zone),
    cycle_days(o.opened_at, o.closed_at, c.time_zone), count(*), coalesce(sum(o.amount), 0)
  from fresh o cross join company c where o.deleted_at is null group by 1, 2, 3, 4, 5, 6, 7, 8;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.count_opened_holdings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into person_load as l (person_id, open, units)
  select f.person_id, count(*), sum(stage_workload(s.settings)) from fresh f join stage s on s.id = f.stage_id
  where upper_inf(f.during) group by f.person_id order by f.person_id
  on conflict (person_id) do update set open = l.open + excluded.open, units = l.units + excluded.units;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.cycle_days(opened_at timestamp with time zone, closed_at timestamp with time zone, zone text)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$
  select (closed_at at time zone zone)::date - (opened_at at time zone zone)::date
$function$;

CREATE OR REPLACE FUNCTION baton.end_stay_where_taken()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  update pool_stay st set until = greatest(lower(f.during), st.since), ended_because = f.because, ended_by = f.actor_id, taken_by = f.person_id
  from fresh f where st.opportunity_id = f.opportunity_id and st.until is null and upper_inf(f.during) and st.keeper_id <> f.person_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.end_stay_with_life()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  update pool_stay st set until = greatest(upper(new.open_during), st.since), ended_by = new.updated_by,
    ended_because = case when new.merged_into is not null then 'merged' when new.deleted_at is not null then 'deleted'
      else coalesce(new.outcome, 'done') end
  where st.opportunity_id = new.id and st.until is null;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.fold_tally()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare folded bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('baton.fold-tally')) then return 0; end if;
  with taken as (delete from tally_change returning *),
  by_stage as (
    insert into tallied_by_stage as t
    select holder_id, stage_id, furthest, is_open, outcome, amount_currency, sum(n), sum(amount) from taken
    group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0 or sum(amount) <> 0
    on conflict (holder_id, stage_id, furthest, is_open, outcome, amount_currency)
    do update set n = t.n + excluded.n, amount = t.amount + excluded.amount
  ), by_holder as (
    insert into tallied_by_holder as t
    select holder_id, is_open, outcome, amount_currency, days, sum(n), sum(amount) from taken
    group by 1, 2, 3, 4, 5 having sum(n) <> 0 or sum(amount) <> 0
    on conflict (holder_id, is_open, outcome, amount_currency, days)
    do update set n = t.n + excluded.n, amount = t.amount + excluded.amount
  ), by_month as (
    insert into tallied_by_month as t
    select closed_month, is_open, outcome, amount_currency, days, sum(n), sum(amount) from taken
    group by 1, 2, 3, 4, 5 having sum(n) <> 0 or sum(amount) <> 0
    on conflict (closed_month, is_open, outcome, amount_currency, days)
    do update set n = t.n + excluded.n, amount = t.amount + excluded.amount
  )
  select count(*) into folded from taken;
  if folded > 0 then
    delete from tallied_by_stage where n = 0;
    delete from tallied_by_holder where n = 0;
    delete from tallied_by_month where n = 0;
  end if;
  return folded;
end $function$;

CREATE OR REPLACE FUNCTION baton.follow_duties(opportunities uuid[], at timestamp with time zone, actor uuid)
 RETURNS TABLE(opportunity_id uuid, person_id uuid, letter text, function text, added boolean)
 LANGUAGE sql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
  select * from follow_duties(opportunities, at, array_fill(actor, array[cardinality(opportunities)]))
$function$;

CREATE OR REPLACE FUNCTION baton.follow_duties(opportunities uuid[], at timestamp with time zone, actors uuid[])
 RETURNS TABLE(opportunity_id uuid, person_id uuid, letter text, function text, added boolean)
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  return query
  update participation x set during = tstzrange(lower(x.during), greatest(follow_duties.at, lower(x.during) + interval '1 microsecond'))
  from opportunity o join stage s on s.id = o.stage_id
  where o.id = any(opportunities) and o.is_open and x.opportunity_id = o.id and upper_inf(x.during)
    and (x.person_id = o.holder_id or (x.by_plan and s.duties->>x.function is distinct from x.letter))
  returning x.opportunity_id, x.person_id, x.letter, x.function, false;

  return query
  with wanted as (
    select o.id, o.holder_id, d.key as function, d.value as letter
    from opportunity o join stage s on s.id = o.stage_id join person h on h.id = o.holder_id cross join jsonb_each_text(s.duties) d
    where o.id = any(opportunities) and o.is_open and d.key <> all(h.functions)
      and not exists (select 1 from participation x where x.opportunity_id = o.id and x.function = d.key and upper_inf(x.during))
  ), least_loaded as materialized (
    select f.function, x.id as person, x.place from (select distinct w.function from wanted w where w.letter = 'R') f cross join lateral (
      select p.id, row_number() over (order by coalesce(l.open, 0), p.id) as place
      from person p left join person_load l on l.person_id = p.id
      where f.function = any(p.functions) and p.deactivated_at is null and p.deleted_at is null
      order by coalesce(l.open, 0), p.id limit 2) x
  ), found as (
    select distinct on (w.id, c.id) w.id, c.id as person, w.letter, w.function
    from wanted w cross join lateral (
      (select p.id from holding t join person p on p.id = t.person_id
        where t.opportunity_id = w.id and p.id <> w.holder_id and w.function = any(p.functions)
          and p.deactivated_at is null and p.deleted_at is null
        order by lower(t.during) desc limit 1)
      union all
      (select l.person from least_loaded l where w.letter = 'R' and l.function = w.function and l.person <> w.holder_id order by l.place limit 1)
      limit 1) c
    where not exists (select 1 from participation y where y.opportunity_id = w.id and y.person_id = c.id and upper_inf(y.during))
    order by w.id, c.id, position(w.letter in 'RCI'), w.function
  )
  insert into participation as n (opportunity_id, person_id, letter, function, during, actor_id, by_plan)
  select f.id, f.person, f.letter, f.function,
    tstzrange(greatest(follow_duties.at, coalesce((select max(upper(x.during)) from participation x
      where x.opportunity_id = f.id and x.person_id = f.person), follow_duties.at)), null), d.actor, true
  from found f left join unnest(opportunities, actors) d(o, actor) on d.o = f.id
  returning n.opportunity_id, n.person_id, n.letter, n.function, true;
end $function$;

CREATE OR REPLACE FUNCTION baton.give_findings_of_leaver()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare above uuid := who_decides(new.id, array[new.id]);
begin
  if above is null then return null; end if;
  update clock set person_id = above where kind = 'finding' and stopped_at is null and person_id = new.id;
  update finding set holder_id = above, version = version + 1 where ended_at is null and holder_id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.give_proposals_of_leaver()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare above uuid := who_decides(new.id, array[new.id]);
begin
  if above is not null then
    update proposal set holder_id = above, version = version + 1
    where state in ('open', 'edited', 'running') and holder_id = new.id;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.give_reviews_of_leaver()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  update review r set holder_id = coalesce(who_decides(new.id, array[new.id]), r.holder_id), version = version + 1
   where ended_at is null and holder_id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.holding_end(opportunities uuid[], expected uuid[], because text, reason text, actor uuid, ended_at timestamp with time zone, into_one uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare
  found record;
  ends passing[];
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from opportunity o where o.id = any(opportunities || into_one) order by o.id for update;
  if (select count(*) from opportunity o where o.id = any(opportunities) and o.deleted_at is null) <> cardinality(opportunities)
     or (into_one is not null and not exists (select 1 from opportunity o where o.id = into_one and o.deleted_at is null)) then
    raise exception 'An opportunity is not there.' using errcode = 'BTN09';
  end if;
  select n.o, o.holder_id into found from unnest(opportunities, expected) as n(o, e) join opportunity o on o.id = n.o where o.holder_id <> n.e limit 1;
  if found.o is not null then
    raise exception 'Somebody else holds % now', found.o using errcode = 'BTN07', detail = json_build_object('opportunityId', found.o, 'holderId', found.holder_id)::text;
  end if;
  select array_agg(row(o.id, null, null, null, null, null, greatest(ended_at, upper(o.open_during),
           (select max(lower(h.during)) + interval '1 microsecond' from holding h where h.opportunity_id = o.id),
           (select max(lower(p.during)) + interval '1 microsecond' from participation p where p.opportunity_id = o.id)),
           null, null)::passing) into ends
  from opportunity o where o.id = any(opportunities);

  update holding h set during = tstzrange(lower(h.during), x.at), ended_because = holding_end.because
    from unnest(ends) x where h.opportunity_id = x.o and upper_inf(h.during);
  update participation p set during = tstzrange(lower(p.during), x.at) from unnest(ends) x where p.opportunity_id = x.o and upper_inf(p.during);
  update opportunity o set deleted_at = x.at, merged_into = into_one,
    open_during = case when upper_inf(o.open_during) then tstzrange(lower(o.open_during), x.at) else o.open_during end,
    version = o.version + 1, updated_at = ended_at, updated_by = actor
  from unnest(ends) x where o.id = x.o;
  perform set_config('baton.road', '', true);
end $function$;

CREATE OR REPLACE FUNCTION baton.holding_migrate(old_version uuid, new_version uuid, mapping jsonb, actor uuid, moved_at timestamp with time zone, most integer)
 RETURNS TABLE(total integer, changed jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare
  ids uuid[];
  tiles migrating[];
begin
  if exists (select 1 from stage a left join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
             where a.plan_version_id = old_version and mapping ? a.key and (b.id is null or b.kind <> a.kind or (b.phase = 'delivery') <> (a.phase = 'delivery'))) then
    raise exception 'A stage has nowhere to go in the new version.' using errcode = 'BTN09';
  end if;
  perform set_config('baton.road', 'open', true);
  ids := array(select o.id from opportunity o where o.stage_id in (select s.id from stage s where s.plan_version_id = old_version and mapping ? s.key)
               order by o.id limit most for update);
  total := cardinality(ids);
  changed := coalesce((
    select jsonb_agg(jsonb_build_object('id', o.id, 'from', a.id, 'to', b.id))
    from opportunity o join stage a on a.id = o.stage_id join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
    where o.id = any(ids) and a.key <> b.key), '[]');
  update holding h set stage_id = b.id
    from stage a join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
   where h.opportunity_id = any(ids) and h.stage_id = a.id and a.key = b.key and upper_inf(h.during);
  tiles := array(
    select row(h.opportunity_id, h.person_id, b.id, greatest(moved_at, lower(h.during) + interval '1 microsecond'))::migrating
    from holding h join stage a on a.id = h.stage_id join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
    where h.opportunity_id = any(ids) and a.plan_version_id = old_version and a.key <> b.key and upper_inf(h.during));
  update holding h set during = tstzrange(lower(h.during), m.at) from unnest(tiles) m where h.opportunity_id = m.opportunity_id and upper_inf(h.during);
  perform set_config('baton.counted', 'on', true);
  insert into tally_change
  select o.holder_id, o.stage_id, o.furthest, o.is_open, o.outcome, o.amount_currency, closed_month_of(o.closed_at, c.time_zone),
    cycle_days(o.opened_at, o.closed_at, c.time_zone), -count(*), -coalesce(sum(o.amount), 0)
  from opportunity o cross join company c where o.id = any(ids) and o.deleted_at is null group by 1, 2, 3, 4, 5, 6, 7, 8;
  update opportunity o set stage_id = b.id, plan_version_id = new_version, phase = b.phase,
    stage_since = case when a.key <> b.key and o.is_open then greatest(moved_at, o.stage_since + interval '1 microsecond') else o.stage_since end,
    furthest = (select max(n.position) from stage n where n.plan_version_id = new_version and n.kind = 'open' and n.phase <> 'delivery'
                and n.key in (select b.key union all select s.key from holding h join stage s on s.id = h.stage_id where h.opportunity_id = o.id)),
    version = o.version + 1, updated_at = moved_at, updated_by = actor
  from stage a join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
  where o.id = any(ids) and a.id = o.stage_id;
  insert into tally_change
  select o.holder_id, o.stage_id, o.furthest, o.is_open, o.outcome, o.amount_currency, closed_month_of(o.closed_at, c.time_zone),
    cycle_days(o.opened_at, o.closed_at, c.time_zone), count(*), coalesce(sum(o.amount), 0)
  from opportunity o cross join company c where o.id = any(ids) and o.deleted_at is null group by 1, 2, 3, 4, 5, 6, 7, 8;
  perform set_config('baton.counted', '', true);
  insert into holding (opportunity_id, stage_id, person_id, during, because, actor_id)
    select m.opportunity_id, m.stage_id, m.person_id, tstzrange(m.at, null), 'plan', actor from unnest(tiles) m;
  perform set_config('baton.road', '', true);
  return next;
end $function$;

CREATE OR REPLACE FUNCTION baton.holding_open(opportunities uuid[], stages uuid[], persons uuid[], starts timestamp with time zone[], ends timestamp with time zone[], becauses text[], decisions uuid[], actor uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare gone uuid;
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from person p where p.id = any(persons) order by p.id for share;
  select p.id into gone from unnest(persons, ends) as n(id, until) join person p on p.id = n.id
   where n.until is null and (p.deactivated_at is not null or p.deleted_at is not null) limit 1;
  if gone is not null then
    raise exception 'Inactive person %', gone using errcode = 'BTN05', detail = gone::text;
  end if;
  if exists (select 1 from holding h where h.opportunity_id = any(opportunities)) then
    raise exception 'This opportunity is held already.' using errcode = 'BTN06';
  end if;
  insert into holding (opportunity_id, stage_id, person_id, during, because, decision_id, actor_id)
  select n.o, n.s, n.p, tstzrange(n.f, n.t), n.b, n.d, actor
  from unnest(opportunities, stages, persons, starts, ends, becauses, decisions) as n(o, s, p, f, t, b, d);
  perform set_config('baton.road', '', true);
end $function$;

CREATE OR REPLACE FUNCTION baton.holding_pass(opportunities uuid[], expected uuid[], persons uuid[], stages uuid[], because text, reason text, decisions uuid[], actor uuid, passed_at timestamp with time zone, outcome_reasons text[])
 RETURNS TABLE(passed_opportunity uuid, at_instant timestamp with time zone)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
  select * from holding_pass_each(opportunities, expected, persons, stages, because, reason, decisions,
    array_fill(actor, array[cardinality(opportunities)]), passed_at, outcome_reasons)
$function$;

CREATE OR REPLACE FUNCTION baton.holding_pass_each(opportunities uuid[], expected uuid[], persons uuid[], stages uuid[], because text, reason text, decisions uuid[], actors uuid[], passed_at timestamp with time zone, outcome_reasons text[])
 RETURNS TABLE(passed_opportunity uuid, at_instant timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  found record;
  passes passing[];
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from opportunity o where o.id = any(opportunities) order by o.id for update;
  perform 1 from person p where p.id = any(persons) order by p.id for share;

  select array_agg(row(n.o, n.e, n.p, n.s, n.d, n.r,
           greatest(passed_at, coalesce((select lower(h.during) + interval '1 microsecond' from holding h
                                   where h.opportunity_id = n.o and upper_inf(h.during)),
                                 (select upper(x.open_during) from opportunity x where x.id = n.o and not x.is_open))),
           s.kind, s.phase)::passing) into passes
  from unnest(opportunities, expected, persons, stages, decisions, outcome_reasons) as n(o, e, p, s, d, r)
  join opportunity o on o.id = n.o and o.deleted_at is null
  join stage s on s.id = n.s and s.plan_version_id = o.plan_version_id;

  if coalesce(cardinality(passes), 0) <> cardinality(opportunities) then
    raise exception 'An opportunity or a stage of its plan is not there.' using errcode = 'BTN09';
  end if;
  select x.o, o.holder_id into found from unnest(passes) x join opportunity o on o.id = x.o where o.holder_id <> x.expected limit 1;
  if found.o is not null then
    raise exception 'Somebody else holds % now', found.o using errcode = 'BTN07', detail = json_build_object('opportunityId', found.o, 'holderId', found.holder_id)::text;
  end if;
  select x.person into found from unnest(passes) x join person p on p.id = x.person
   where x.kind = 'open' and (p.deactivated_at is not null or p.deleted_at is not null) limit 1;
  if found.person is not null then
    raise exception 'Inactive person %', found.person using errcode = 'BTN05', detail = found.person::text;
  end if;

  update opportunity o set
    holder_id = x.person,
    held_since = case when o.holder_id <> x.person or not o.is_open then x.at else o.held_since end,
    stage_since = case when o.stage_id <> x.stage then x.at else o.stage_since end,
    stage_id = x.stage, phase = x.phase,
    furthest = greatest(o.furthest, (select s.position from stage s where s.id = x.stage and s.kind = 'open' and s.phase <> 'delivery')),
    open_during = case when x.kind = 'open' then case when o.is_open then o.open_during else tstzrange(x.at, null) end
                       else case when o.is_open then tstzrange(lower(o.open_during), x.at) else o.open_during end end,
    outcome = case when x.kind in ('won', 'lost') then x.kind
                   when x.kind = 'done' or x.phase = 'delivery' then o.outcome else null end,
    outcome_reason = case when x.kind in ('won', 'lost') then x.outcome_reason
                          when x.kind = 'done' or x.phase = 'delivery' then o.outcome_reason else null end,
    closed_at = case when x.kind in ('won', 'lost') then x.at
                     when x.kind = 'done' or x.phase = 'delivery' then o.closed_at else null end,
    version = o.version + 1, updated_at = passed_at, updated_by = d.actor
  from unnest(passes) x join unnest(opportunities, actors) d(o, actor) on d.o = x.o where o.id = x.o;
  update holding h set during = tstzrange(lower(h.during), x.at) from unnest(passes) x where h.opportunity_id = x.o and upper_inf(h.during);
  insert into holding (opportunity_id, stage_id, person_id, during, because, reason, decision_id, actor_id)
  select x.o, x.stage, x.person, tstzrange(x.at, null), holding_pass_each.because, holding_pass_each.reason, x.decision, d.actor
  from unnest(passes) x join unnest(opportunities, actors) d(o, actor) on d.o = x.o where x.kind = 'open';
  perform set_config('baton.road', '', true);
  return query select x.o, x.at from unnest(passes) x;
end $function$;

CREATE OR REPLACE FUNCTION baton.holding_restore(opportunities uuid[], persons uuid[], decisions uuid[], reason text, actor uuid, restored_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare
  found record;
  comings passing[];
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from opportunity o where o.id = any(opportunities) order by o.id for update;
  perform 1 from person p where p.id = any(persons) order by p.id for share;
  select array_agg(row(o.id, null, n.p, o.stage_id, n.d, null, greatest(restored_at, o.deleted_at), s.kind, o.phase)::passing) into comings
  from unnest(opportunities, persons, decisions) as n(o, p, d)
  join opportunity o on o.id = n.o and o.deleted_at is not null join stage s on s.id = o.stage_id;
  if coalesce(cardinality(comings), 0) <> cardinality(opportunities) then
    raise exception 'An opportunity is not in the bin.' using errcode = 'BTN09';
  end if;
  select x.person into found from unnest(comings) x join person p on p.id = x.person
   where x.kind = 'open' and (p.deactivated_at is not null or p.deleted_at is not null) limit 1;
  if found.person is not null then
    raise exception 'Inactive person %', found.person using errcode = 'BTN05', detail = found.person::text;
  end if;

  insert into participation (opportunity_id, person_id, letter, function, during, actor_id, by_plan)
  select p.opportunity_id, p.person_id, p.letter, p.function, tstzrange(x.at, null), actor, p.by_plan
  from unnest(comings) x join opportunity o on o.id = x.o
  join participation p on p.opportunity_id = x.o and upper(p.during) = o.deleted_at join person q on q.id = p.person_id
  where q.deactivated_at is null and q.deleted_at is null and not (x.kind = 'open' and p.person_id = x.person);
  update opportunity o set deleted_at = null, merged_into = null,
    holder_id = case when x.kind = 'open' then x.person else o.holder_id end,
    held_since = case when x.kind = 'open' then x.at else o.held_since end,
    open_during = case when x.kind = 'open' then tstzrange(x.at, null) else o.open_during end,
    version = o.version + 1, updated_at = restored_at, updated_by = actor
  from unnest(comings) x where o.id = x.o;
  insert into holding (opportunity_id, stage_id, person_id, during, because, reason, decision_id, actor_id)
  select x.o, x.stage, x.person, tstzrange(x.at, null), 'restored', holding_restore.reason, x.decision, actor
  from unnest(comings) x where x.kind = 'open';
  perform set_config('baton.road', '', true);
end $function$;

CREATE OR REPLACE FUNCTION baton.holding_undo_import(run uuid, actor uuid, undone_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare taken bigint;
begin
  perform set_config('baton.road', 'open', true);
  update holding h set during = tstzrange(lower(h.during), greatest(undone_at, lower(h.during) + interval '1 microsecond'))
    from import_made m where m.run_id = run and m.object = 'opportunity' and m.record_id = h.opportunity_id and upper_inf(h.during);
  update opportunity o set deleted_at = undone_at, external_key = null, updated_at = undone_at, updated_by = actor, version = o.version + 1,
    open_during = case when upper_inf(o.open_during) then tstzrange(lower(o.open_during),
      (select upper(h.during) from holding h where h.opportunity_id = o.id order by lower(h.during) desc limit 1)) else o.open_during end
    from import_made m where m.run_id = run and m.object = 'opportunity' and m.record_id = o.id and o.deleted_at is null;
  get diagnostics taken = row_count;
  perform set_config('baton.road', '', true);
  return taken;
end $function$;

CREATE OR REPLACE FUNCTION baton.let_applications_fall()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  update pool_application a set version = a.version + 1, answered_at = greatest(n.until, a.applied_at), answered_by = n.ended_by,
    state = case when a.person_id = n.taken_by then 'approved' else 'fallen' end
  from fresh n where a.stay_id = n.id and n.until is not null and a.state = 'open';
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_away()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into clock_stale (person_id, because) select distinct x.person_id, 'absence' from fresh n join former o on o.id = n.id
    cross join lateral (values (n.person_id), (o.person_id)) x(person_id) where (o.person_id, o.during) is distinct from (n.person_id, n.during);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_calendars()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into clock_stale (person_id, because)
  with recursive given as (
    select d.id, c.calendar_id from department d left join department_calendar c on c.department_id = d.id where d.parent_id is null
    union all
    select d.id, coalesce(c.calendar_id, g.calendar_id) from department d join given g on g.id = d.parent_id
      left join department_calendar c on c.department_id = d.id
  ), changed as (
    select n.id from fresh n join former o on o.id = n.id
    where (o.time_zone, o.week, o.country, o.region, o.exceptions, o.is_default)
      is distinct from (n.time_zone, n.week, n.country, n.region, n.exceptions, n.is_default)
  )
  select p.id, 'calendar' from person p left join person_calendar o on o.person_id = p.id left join given g on g.id = p.department_id
  where p.deleted_at is null and exists (select from changed)
    and coalesce(o.calendar_id, g.calendar_id, (select id from working_calendar where is_default)) in (select id from changed);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into clock_stale (opportunity_id, because)
  select n.id, case
    when o.is_open <> n.is_open or o.deleted_at is distinct from n.deleted_at then 'life'
    when o.plan_version_id <> n.plan_version_id then 'plan'
    when o.stage_since <> n.stage_since or o.stage_id <> n.stage_id then 'stage'
    when o.held_since <> n.held_since or o.holder_id <> n.holder_id then 'holder'
    when o.last_follow_up_at is distinct from n.last_follow_up_at then 'attended'
    when o.next_step_on is distinct from n.next_step_on then 'next-step'
    else 'changed' end
  from fresh n join former o on o.id = n.id
  where (n.is_open or o.is_open) and (o.version <> n.version or o.holder_id <> n.holder_id or o.plan_version_id <> n.plan_version_id
    or o.stage_id <> n.stage_id or o.is_open <> n.is_open or o.deleted_at is distinct from n.deleted_at
    or o.last_follow_up_at is distinct from n.last_follow_up_at or o.next_step_on is distinct from n.next_step_on);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_department_calendars()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' then
    perform mark_departments(array(select department_id from former), 'calendar');
  else
    perform mark_departments(array(select department_id from fresh), 'calendar');
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_departments(departments uuid[], because text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
  insert into clock_stale (person_id, because)
  with recursive below as (
    select unnest(departments) as id union select d.id from department d join below b on d.parent_id = b.id
  ) select p.id, mark_departments.because from person p join below b on b.id = p.department_id where p.deleted_at is null
$function$;

CREATE OR REPLACE FUNCTION baton.mark_facts_of_breached()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into fact_stale (opportunity_id) select distinct n.opportunity_id from fresh n join former o on o.id = n.id
    where n.opportunity_id is not null and o.breached_at is distinct from n.breached_at;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_facts_of_closed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into fact_stale (opportunity_id) select id from fresh where not is_open;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_facts_of_fresh()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into fact_stale (opportunity_id) select distinct opportunity_id from fresh;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_facts_of_settled()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into fact_stale (opportunity_id) select distinct opportunity_id from former where opportunity_id is not null;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_hand_overs()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into clock_stale (opportunity_id, because) select distinct opportunity_id, 'hand-over' from fresh where state = 'offered';
  else
    insert into clock_stale (opportunity_id, because)
    select distinct n.opportunity_id, 'hand-over' from fresh n join former o on o.id = n.id
    where (n.state = 'offered' or o.state = 'offered') and (o.state <> n.state or o.version <> n.version or o.asked <> n.asked
      or o.from_person_id <> n.from_person_id or o.to_person_id <> n.to_person_id);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_moved_departments()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  perform mark_departments(array(select n.id from fresh n join former o on o.id = n.id where o.parent_id is distinct from n.parent_id), 'department');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_moved_people()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into clock_stale (person_id, because) select n.id, 'department' from fresh n join former o on o.id = n.id
  where o.department_id is distinct from n.department_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_opened()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into clock_stale (opportunity_id, because) select id, 'opened' from fresh where is_open;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_person()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' then
    insert into clock_stale (person_id, because) select distinct person_id, tg_argv[0] from former;
  else
    insert into clock_stale (person_id, because) select distinct person_id, tg_argv[0] from fresh;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_stays()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  insert into clock_stale (opportunity_id, because) select distinct opportunity_id, 'pool' from fresh;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.mark_tasks()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into clock_stale (opportunity_id, task_id, because)
    select distinct opportunity_id, case when opportunity_id is null then id end, 'task' from fresh where done_at is null and deleted_at is null;
  else
    insert into clock_stale (opportunity_id, task_id, because)
    select x.opportunity_id, case when x.opportunity_id is null then x.id end, 'task' from fresh n join former o on o.id = n.id
      cross join lateral (values (n.opportunity_id, n.id), (o.opportunity_id, o.id)) x(opportunity_id, id)
    where (o.holder_id, o.due_on, o.done_at is null, o.deleted_at is null, o.opportunity_id)
      is distinct from (n.holder_id, n.due_on, n.done_at is null, n.deleted_at is null, n.opportunity_id)
    group by x.opportunity_id, case when x.opportunity_id is null then x.id end;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.merged_family(survivor uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  with recursive family as (
    select survivor as id union select o.id from opportunity o join family f on o.merged_into = f.id
  ) select id from family
$function$;

CREATE OR REPLACE FUNCTION baton.minor_digits(currency text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (currency = ANY (ARRAY['BIF'::text, 'CLP'::text, 'DJF'::text, 'GNF'::text, 'ISK'::text, 'JPY'::text, 'KMF'::text, 'KRW'::text, 'PYG'::text, 'RWF'::text, 'UGX'::text, 'UYI'::text, 'VND'::text, 'VUV'::text, 'XAF'::text, 'XOF'::text, 'XPF'::text])) THEN 0 WHEN (currency = ANY (ARRAY['BHD'::text, 'IQD'::text, 'JOD'::text, 'KWD'::text, 'LYD'::text, 'OMR'::text, 'TND'::text])) THEN 3 WHEN (currency = ANY (ARRAY['CLF'::text, 'UYW'::text])) THEN 4 ELSE 2 END;

CREATE OR REPLACE FUNCTION baton.money_major(minor bigint, currency text)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((minor)::double precision / ((10)::double precision ^ (minor_digits(currency))::double precision));

CREATE OR REPLACE FUNCTION baton.note_on_whose_behalf()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.on_behalf_of := (current_setting('baton.on_behalf_of', true)::jsonb ->> new.opportunity_id::text)::uuid;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION baton.overtake_of_passed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare
  gone uuid[] := array(
    (select x.id from (select id, holder_id from former except select id, holder_id from fresh) x)
    union
    (select y.id from (select id, open_during, stage_id from fresh where not is_open
                       except select id, open_during, stage_id from former where not is_open) y));
  at timestamptz;
begin
  if cardinality(gone) = 0 then return null; end if;
  at := (select max(updated_at) from fresh);
  update contest set state = 'overtaken', ended_at = greatest(at, filed_at), version = version + 1
   where opportunity_id = any(gone) and state = 'open';
  update hand_over set state = 'withdrawn', answer = 'overtaken', answered_at = greatest(at, offered_at), version = version + 1
   where opportunity_id = any(gone) and state = 'offered';
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_absent_keeper()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform 1 from person p where p.id = new.keeper_id and p.deactivated_at is null and p.deleted_at is null for share;
  if not found then
    raise exception 'Inactive person %', new.keeper_id using errcode = 'BTN05', detail = new.keeper_id::text;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'The table % is append-only.', tg_table_name using errcode = 'BTN01';
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_change_of_published()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare version uuid := coalesce(new.plan_version_id, old.plan_version_id);
begin
  if exists (select 1 from plan_version v where v.id = version and v.published_at is not null) then
    raise exception 'This plan version is published; make a new one.' using errcode = 'BTN02';
  end if;
  return coalesce(new, old);
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_credit_that_is_not_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare
  which uuid;
  wrong timestamptz;
begin
  foreach which in array array[new.opportunity_id, old.opportunity_id] loop
    continue when which is null;
    perform 1 from opportunity where id = which for no key update;
    select e.at into wrong from (
      select lower(during) as at from credit_part where opportunity_id = which
      union select upper(during) from credit_part where opportunity_id = which and not upper_inf(during)
    ) e where (
      select coalesce(sum(upper(p.slice) - lower(p.slice)), 0) from credit_part p where p.opportunity_id = which and p.during @> e.at
    ) <> 10000 limit 1;
    if found then
      raise exception 'the credit of opportunity % is not whole at %', which, wrong using errcode = 'check_violation', constraint = 'credit_is_whole';
    end if;
  end loop;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_inactive_deputy()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  perform 1 from person p where p.id = new.deputy_id and p.deactivated_at is null and p.deleted_at is null for share;
  if not found then
    raise exception 'Inactive deputy %', new.deputy_id using errcode = 'BTN31', detail = new.deputy_id::text;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_leaving_deputy()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if exists (select 1 from absence a where a.deputy_id = new.id
             and upper(a.during) > coalesce(new.deactivated_at, new.deleted_at)) then
    raise exception 'Stands in for somebody' using errcode = 'BTN32';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_leaving_keeper()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if (new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null) then
    if exists (select 1 from plan_version v where v.keeper_id = new.id and v.published_at is not null
               and not exists (select 1 from plan_version w where w.plan_id = v.plan_id and w.published_at is not null and w.number > v.number)) then
      raise exception 'Keeps the plan in force' using errcode = 'BTN10';
    end if;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_leaving_with_work()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare held bigint;
begin
  if (new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null) then
    select count(*) into held from holding h where h.person_id = new.id and upper_inf(h.during);
    if held > 0 then
      raise exception 'Still holds % opportunities', held using errcode = 'BTN08', detail = held::text;
    end if;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_off_road()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if current_setting('baton.road', true) is distinct from 'open' then
    raise exception 'The ledger is written only by passing the baton.' using errcode = 'BTN03';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_split_truth()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if exists (select 1 from fresh f join opportunity o on o.id = f.opportunity_id
             where upper_inf(f.during) and (o.holder_id <> f.person_id or o.stage_id <> f.stage_id or not o.is_open)) then
    raise exception 'The holding and its opportunity disagree.' using errcode = 'BTN04';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.refuse_stay_without_keeper()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  if exists (select 1 from pool_stay s join opportunity o on o.id = s.opportunity_id
             where s.id = new.id and s.until is null and (o.holder_id <> s.keeper_id or not o.is_open or o.deleted_at is not null)) then
    raise exception 'What lies in a pool is held by its keeper.' using errcode = 'BTN11';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION baton.remove_with_dependents(of regclass, ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare
  pointer record;
  theirs uuid[];
begin
  for pointer in
    select c.conrelid::regclass as source, a.attname as col, a.attnotnull as belongs,
           exists (select 1 from pg_attribute i where i.attrelid = c.conrelid and i.attname = 'id' and not i.attisdropped) as has_id
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = of and cardinality(c.conkey) = 1 and not c.condeferrable
    order by 1, 2
  loop
    if not pointer.belongs and pointer.source <> 'task'::regclass then
      execute format('update %s set %I = null where %I = any($1)', pointer.source, pointer.col, pointer.col) using ids;
    elsif pointer.has_id then
      execute format('select array_agg(id) from %s where %I = any($1)', pointer.source, pointer.col) into theirs using ids;
      if theirs is not null then perform remove_with_dependents(pointer.source, theirs); end if;
    else
      execute format('delete from %s where %I = any($1)', pointer.source, pointer.col) using ids;
    end if;
  end loop;
  execute format('delete from %s where id = any($1)', of) using ids;
end $function$;

CREATE OR REPLACE FUNCTION baton.settle_search()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare waiting regclass;
begin
  for waiting in select i.indexrelid from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
    where a.amname = 'gin' and c.relnamespace = 'baton'::regnamespace loop
    perform gin_clean_pending_list(waiting);
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION baton.stage_workload(settings jsonb)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN COALESCE(((settings ->> 'workload'::text))::numeric, (1)::numeric);

CREATE OR REPLACE FUNCTION baton.who_decides(above uuid, parties uuid[])
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
  with recursive line as (
    select manager_id as id, 1 as step from person where person.id = above
    union all
    select p.manager_id, line.step + 1 from line join person p on p.id = line.id where line.step < 50
  )
  select coalesce(
    (select p.id from line join person p on p.id = line.id
      where p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties) order by line.step limit 1),
    (select p.id from (select keeper_id from plan_version where published_at is not null
        order by published_at desc, number desc limit 1) v join person p on p.id = v.keeper_id
      where p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties)),
    (select p.id from person p
      where p.admin and p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties) order by p.id limit 1))
$function$;

CREATE OR REPLACE FUNCTION baton.who_settles(parties uuid[])
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
  with recursive line as (
    select p.id as party, p.manager_id as id, 1 as step from person p where p.id = any (parties) and p.manager_id is not null
    union all
    select l.party, p.manager_id, l.step + 1 from line l join person p on p.id = l.id where p.manager_id is not null and l.step < 50
  ), nearest as (select party, id, min(step) as step from line group by 1, 2)
  select coalesce(
    (select n.id from nearest n join person p on p.id = n.id
      where p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties)
      group by n.id having count(*) = cardinality(parties) order by sum(n.step), n.id limit 1),
    (select p.id from person p where p.admin and p.deactivated_at is null and p.deleted_at is null
      order by p.id = any (parties), p.id limit 1))
$function$;

CREATE OR REPLACE FUNCTION baton.who_settles_review(giver uuid, receiver uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
  with recursive line as (
    select receiver as side, manager_id as id, 1 as step from person where person.id = receiver
    union all select giver, manager_id, 1 from person where person.id = giver
    union all select line.side, p.manager_id, line.step + 1 from line join person p on p.id = line.id where line.step < 50
  )
  select coalesce(
    (select a.id from line a join line b on b.id = a.id and b.side = giver join person p on p.id = a.id
      where a.side = receiver and p.deactivated_at is null and p.deleted_at is null and p.id not in (giver, receiver)
      order by a.step + b.step, a.id limit 1),
    who_decides(receiver, array[giver, receiver]))
$function$;

CREATE OR REPLACE FUNCTION baton.withdraw_overtaken_approval()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
begin
  update approval set state = 'withdrawn', reason = 'overtaken', answered_at = greatest(new.updated_at, requested_at), version = version + 1
   where opportunity_id = new.id and state = 'asked';
  return null;
end $function$;
