package ai.flashfusion.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The library cannot work safely as it is configured. */
public final class ConfigurationException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  /** With its cause, if there is one. */
  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, null, cause);
  }
}
