package ai.flashfusion.examples.jshell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of a script by name. The script declares them in a comment such as {@code // usage:
 * report.jsh <model> [days]}, in brackets those that may be left out.
 */
final class ScriptArguments {

  static final ScriptArguments NONE = new ScriptArguments("script", Map.of());

  private static final Pattern USAGE = Pattern.compile("(?m)^// usage: *(\\S+) *(.*?) *$");
  private static final Pattern NAME = Pattern.compile("<([^<>]+)>|\\[([^\\[\\]]+)]");

  private final String script;
  private final Map<String, String> values;

  private ScriptArguments(String script, Map<String, String> values) {
    this.script = script;
    this.values = values;
  }

  /**
   * Gives the values to the names that the script declares.
   *
   * @throws InputException if there are too few or too many values
   */
  static ScriptArguments of(String script, String source, List<String> values) {
    Matcher usage = USAGE.matcher(source);
    String declared = usage.find() ? usage.group(2) : "";
    Map<String, String> named = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    Matcher name = NAME.matcher(declared);
    int given = 0;
    while (name.find()) {
      String required = name.group(1);
      if (given < values.size()) {
        named.put(required != null ? required : name.group(2), values.get(given++));
      } else if (required != null) {
        missing.add(required);
      }
    }
    String expected = ": usage: run -s " + script + (declared.isEmpty() ? "" : " " + declared);
    if (!missing.isEmpty()) {
      throw new InputException("the argument " + missing.get(0) + " is missing" + expected);
    }
    if (given < values.size()) {
      throw new InputException("'" + values.get(given) + "' is one argument too many" + expected);
    }
    return new ScriptArguments(script, named);
  }

  String required(String name) {
    return optional(name)
        .orElseThrow(
            () ->
                new InputException(
                    "there is no argument "
                        + name
                        + ": declare it in a comment, // usage: "
                        + script
                        + " <"
                        + name
                        + ">"));
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  int number(String name, int usual) {
    String value = values.get(name);
    if (value == null) {
      return usual;
    }
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, together with numbers that are too small
    }
    throw new InputException(name + " is '" + value + "': a whole number above zero is expected");
  }
}
