package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.sharing.PublicCard;
import java.util.List;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Public cards as a table to join, in the same statement as the rows that refer to people. */
final class PublicCards {

  static final Field<ProfileId> ID = column(PROFILES.ID);

  private static final Field<String> USERNAME = column(PROFILES.USERNAME);
  private static final Field<String> FULL_NAME = column(PROFILES.FULL_NAME);
  private static final Field<String> AVATAR_URL = column(PROFILES.AVATAR_URL);

  static final List<Field<?>> FIELDS = List.of(ID, USERNAME, FULL_NAME, AVATAR_URL);

  private PublicCards() {}

  /** Returns the cards of those people that the identity may see. */
  static Table<?> of(Identity identity, Select<Record1<ProfileId>> people) {
    // The function returns the people that share something with the caller. The service shares
    // nothing, but may read all profiles.
    return identity.isService()
        ? DSL.selectFrom(PROFILES).where(PROFILES.ID.in(people)).asTable("card")
        : DSL.table("flashfusion.public_cards(array({0}))", people).as("card");
  }

  /** Returns the card in a row, or null if there is none. */
  static @Nullable PublicCard in(Record row) {
    ProfileId id = row.get(ID);
    return id == null
        ? null
        : new PublicCard(id, row.get(USERNAME), row.get(FULL_NAME), row.get(AVATAR_URL));
  }

  private static <T> Field<T> column(TableField<?, T> field) {
    DataType<T> type = field.getDataType();
    return DSL.field(DSL.name("card", field.getName()), type);
  }
}
