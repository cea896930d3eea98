package ai.flashfusion.examples.benchmarks.data;

/**
 * The statements of the contestants that write SQL by hand. The repository sends the same ones,
 * except that jOOQ qualifies names.
 */
public final class Sql {

  public static final String PROJECT =
      "id, user_id, team_id, name, slug, description, readme, framework, category, tags, status,"
          + " visibility, github_repo, vercel_project_id, netlify_site_id, live_url, preview_url,"
          + " thumbnail_url, settings, metadata, star_count, fork_count, view_count,"
          + " last_deployed_at, created_at, updated_at";
  public static final String USAGE =
      "id, user_id, project_id, provider, model, action, prompt_tokens, completion_tokens,"
          + " total_tokens, cost_usd, latency_ms, status, error_message, request_data,"
          + " response_data, metadata, created_at";
  public static final String GIVEN =
      "user_id, project_id, provider, model, action, prompt_tokens, completion_tokens,"
          + " total_tokens, cost_usd, latency_ms, status";

  public static final String POINT_READ = "select " + PROJECT + " from projects where id = ?";
  // One more than a page, to know whether there is another.
  public static final String PAGE =
      "select "
          + PROJECT
          + " from projects where user_id = ? order by created_at desc, id desc limit 21";
  public static final String SUMMARY =
      "select provider, model, count(*), coalesce(sum(prompt_tokens), 0),"
          + " coalesce(sum(completion_tokens), 0), coalesce(sum(total_tokens), 0),"
          + " coalesce(sum(cost_usd), 0), count(*) filter (where status in ('error', 'timeout'))"
          + " from ai_usage_logs where created_at >= ? and created_at < ?%s"
          + " group by provider, model order by 7 desc, provider, model";
  public static final String INSERT_ONLY =
      "insert into ai_usage_logs (" + GIVEN + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  public static final String INSERT = INSERT_ONLY + " returning " + USAGE;
  public static final String LATEST =
      "select " + USAGE + " from ai_usage_logs%s order by created_at desc, id desc limit 5";
  public static final String COUNT = "select count(*) from projects where user_id = ?";
  public static final String UPDATE = "update projects set description = ? where id = ?";
  public static final String STREAM = "select " + USAGE + " from ai_usage_logs where user_id = ?";

  /** The tenant filter where no other condition comes before it. */
  public static final String OF_TENANT = " where user_id = ?";

  /** The tenant filter, which the floor writes out and the others leave to the policies. */
  public static final String TENANT = " and user_id = ?";

  public static final String IDENTITY =
      "select set_config('role', 'authenticated', true),"
          + " set_config('request.jwt.claims', ?, true)";

  private Sql() {}

  /** Returns the statement with numbered parameters of Postgres. */
  public static String numbered(String sql) {
    StringBuilder numbered = new StringBuilder();
    int parameter = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '?') {
        numbered.append('$').append(++parameter);
      } else {
        numbered.append(c);
      }
    }
    return numbered.toString();
  }
}
