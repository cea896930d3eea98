-- What the library adds to auth.users.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create trigger on_auth_user_confirmed after update of email, email_confirmed_at on auth.users
  for each row execute function flashfusion.handle_new_user();

create trigger on_auth_user_created after insert on auth.users
  for each row execute function flashfusion.handle_new_user();
