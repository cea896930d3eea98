package ai.flashfusion.spring;

import org.jooq.EnumType;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;

/** Binds parameters of requests to enums by the words that the database has for them. */
final class Literals implements ConverterFactory<String, EnumType> {

  @Override
  public <T extends EnumType> Converter<String, T> getConverter(Class<T> type) {
    return text -> {
      for (T constant : type.getEnumConstants()) {
        if (constant.getLiteral().equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("this is no " + type.getSimpleName());
    };
  }
}
