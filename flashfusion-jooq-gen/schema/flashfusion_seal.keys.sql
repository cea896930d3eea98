-- The table flashfusion_seal.keys, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table flashfusion_seal.keys (
  login name not null,
  slot  smallint default 1 not null,
  key   bytea not null,
  since timestamptz default now() not null,
  constraint keys_pkey primary key (login, slot),
  constraint keys_key_check check (octet_length(key) >= 32),
  constraint keys_slot_check check (slot in (1, 2))
);
