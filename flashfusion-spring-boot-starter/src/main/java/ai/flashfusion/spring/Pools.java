package ai.flashfusion.spring;

import ai.flashfusion.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Takes the application's own pool for the library, and leaves in its place a source that lends
 * connections of the caller, so that no bean hands out one without an identity.
 */
final class Pools implements BeanPostProcessor {

  private final ConfigurableListableBeanFactory beans;
  private final boolean own;
  private volatile @Nullable DataSource taken;

  /**
   * Creates a processor of beans.
   *
   * @param own whether the library has a pool of its own, and so needs none of the application's
   */
  Pools(ConfigurableListableBeanFactory beans, boolean own) {
    this.beans = beans;
    this.own = own;
  }

  /** Returns the pool; null before the application's source was created. */
  @Nullable DataSource taken() {
    return taken;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!own && bean instanceof DataSource source && isTheOne(name)) {
      taken = source;
      return new CallersSource(beans);
    }
    return bean;
  }

  /** Returns whether this is the source that the application would get by its type. */
  private boolean isTheOne(String name) {
    List<String> names = Arrays.asList(beans.getBeanNamesForType(DataSource.class, true, false));
    return names.contains(name)
        && (names.size() == 1
            || (beans.containsBeanDefinition(name) && beans.getBeanDefinition(name).isPrimary()));
  }

  /** Lends connections of the caller. */
  private static final class CallersSource extends AbstractDataSource {

    private final ConfigurableListableBeanFactory beans;

    CallersSource(ConfigurableListableBeanFactory beans) {
      this.beans = beans;
    }

    private DataSource scoped() {
      return beans.getBean(Session.class).dataSource();
    }

    @Override
    public Connection getConnection() throws SQLException {
      return scoped().getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return scoped().getConnection(user, password);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      return scoped().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }

    @Override
    public String toString() {
      return "connections of the caller";
    }
  }
}
