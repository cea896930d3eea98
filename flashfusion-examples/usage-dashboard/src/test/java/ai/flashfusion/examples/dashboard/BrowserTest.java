package ai.flashfusion.examples.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The pages in a real browser: Chromium, which {@code -Dflashfusion.chromium=FILE} names, with its
 * driver {@code chromedriver} beside it.
 */
@Timeout(300)
class BrowserTest {

  private static final Path SHOTS = Path.of(System.getProperty("basedir", "."), "target", "shots");
  private static final Path MANUAL =
      Path.of(System.getProperty("basedir", "."), "..", "..", "docs", "images");

  private static final int WIDE = 1280;
  private static final int NARROW = 390;

  private static Dashboard.Running service;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() {
    String chromium = System.getProperty("flashfusion.chromium", "");
    assumeTrue(!chromium.isEmpty(), "-Dflashfusion.chromium=FILE names no Chromium");
    // As outside of tests: the pool tries a connection that was idle for half a second.
    String window = "com.zaxxer.hikari.aliveBypassWindowMs";
    String before = System.clearProperty(window);
    service = Dashboard.start(0);
    if (before != null) {
      System.setProperty(window, before);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.addArguments(
        "--headless=new", "--hide-scrollbars", "--no-sandbox", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(chromium).resolveSibling("chromedriver").toFile())
                .build(),
            options);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (service != null) {
      service.close();
    }
  }

  private static Session all() {
    return service.database().flashfusion().asService("test of the dashboard");
  }

  private static ProjectId project(String slug) {
    return all().projects().findBySlug(slug).orElseThrow().getId();
  }

  private static void open(String path) {
    browser.get(service.address() + path);
  }

  private static void signIn(String firstName) {
    browser.manage().deleteAllCookies();
    open("/");
    browser
        .findElement(By.xpath("//button[.//strong[starts-with(., '" + firstName + "')]]"))
        .click();
    await("//h1[. = 'Usage']");
  }

  private static WebElement await(String xpath) {
    return new WebDriverWait(browser, Duration.ofSeconds(30))
        .until(ExpectedConditions.presenceOfElementLocated(By.xpath(xpath)));
  }

  private static String text() {
    return browser.findElement(By.tagName("body")).getText();
  }

  @Test
  void signsInAndSeesTheirOwn() {
    signIn("Alice");
    assertThat(text()).contains("Alice Moreau", "gpt-4o", "1 round trip");
    browser.findElement(By.linkText("Projects")).click();
    assertThat(text()).contains("Storefront", "Lab notes").doesNotContain("Prototype");
    signIn("Dan");
    assertThat(browser.findElements(By.linkText("Platform"))).isEmpty();
    browser.findElement(By.linkText("Projects")).click();
    assertThat(text()).contains("Prototype").doesNotContain("Storefront\n", "Lab notes");
  }

  @Test
  void saysWhyAWriteIsRefused() {
    signIn("Carol");
    open("/projects/" + project("storefront"));
    browser.findElement(By.xpath("//button[. = 'Deploy a preview']")).click();
    await("//h1[. = 'You may not do that']");
    assertThat(text()).contains("403", "policy deployments_insert");
  }

  @Test
  void answersAnotherPersonsAddressWithNothing() {
    signIn("Alice");
    open("/projects/" + project("lab-notes"));
    assertThat(text()).contains("Lab notes");
    String address = browser.getCurrentUrl();
    signIn("Bob");
    browser.get(address);
    assertThat(text()).contains("404", "There is nothing here").doesNotContain("Lab notes");
  }

  @Test
  void showsLinesOfALogWhileTheyComeThoughConnectionsAreKilled() throws SQLException {
    DeploymentId deployment = all().deployments().history(project("prompt-library")).get(0).getId();
    signIn("Bob");
    open("/projects/" + project("prompt-library"));
    await("//*[@data-live and . = 'live']");
    all().deploymentLogs().append(deployment, DeploymentLogLevel.INFO, "before the kill");
    await("//li[contains(., 'before the kill')]");
    try (Connection owner = service.database().owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
              + " current_database() and application_name like 'usage-dashboard%'");
    }
    all().deploymentLogs().append(deployment, DeploymentLogLevel.ERROR, "after the kill");
    await("//li[contains(., 'after the kill')]");
    assertThat(browser.findElements(By.xpath("//li[contains(., 'before the kill')]"))).hasSize(1);
  }

  @Test
  void followsABuildFromItsStartToItsEnd() {
    signIn("Bob");
    open("/projects/" + project("orders-api"));
    browser.findElement(By.xpath("//button[. = 'Deploy a preview']")).click();
    await("//*[@data-live and . = 'live']");
    await("//li[contains(., 'The preview is ready')]");
  }

  @Test
  void isUsableByKeyboard() {
    signIn("Alice");
    WebElement body = browser.findElement(By.tagName("body"));
    body.sendKeys(Keys.TAB);
    assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Skip to the content");
    browser.switchTo().activeElement().sendKeys(Keys.ENTER);
    assertThat(browser.switchTo().activeElement().getAttribute("id")).isEqualTo("content");
    open("/projects");
    for (int tabs = 0; tabs < 40; tabs++) {
      if (browser.switchTo().activeElement().getText().equals("Lab notes")) {
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        await("//h1[. = 'Lab notes']");
        return;
      }
      browser.switchTo().activeElement().sendKeys(Keys.TAB);
    }
    throw new AssertionError("Lab notes is not reached by the key Tab");
  }

  @Test
  void isReadableInBothSizesAndModes() throws IOException {
    signIn("Alice");
    String shop = "/projects/" + project("storefront");
    Map<String, String> pages =
        Map.of(
            "usage", "/usage",
            "projects", "/projects",
            "project", shop,
            "notifications", "/notifications",
            "platform", "/platform",
            "why", shop + "/why",
            "not-found", "/projects/" + project("bob-s-notebook"),
            "sign-in", "/");
    for (String mode : List.of("light", "dark")) {
      for (int width : List.of(WIDE, NARROW)) {
        for (Map.Entry<String, String> page : pages.entrySet()) {
          look(mode, width, 900);
          open(page.getValue());
          String name = page.getKey() + "-" + width + "-" + mode;
          assertThat(run("return document.documentElement.scrollWidth"))
              .as("the width of " + name)
              .isEqualTo((long) width);
          look(mode, width, (long) run("return document.documentElement.scrollHeight"));
          assertThat((List<?>) run(PALE)).as("pale text in " + name).isEmpty();
          assertThat(browser.findElements(By.cssSelector("header, main, h1"))).hasSize(3);
          shoot(name);
        }
      }
    }
    // What the content policy forbids would stand there too; the refused pages are meant.
    assertThat(browser.manage().logs().get("browser").getAll())
        .extracting(entry -> entry.getMessage())
        .allMatch(message -> message.contains("status of 40"));
  }

  /** Finds text whose contrast is below the level AA of the accessibility guidelines. */
  private static final String PALE =
      """
      const parse = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
      const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
          .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const back = e => {
        for (; e; e = e.parentElement) {
          const c = parse(getComputedStyle(e).backgroundColor);
          if (c.length < 4 || c[3] > 0) return c;
        }
        return [255, 255, 255];
      };
      const found = [];
      for (const e of document.querySelectorAll('body *')) {
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
        if (!e.getClientRects().length || e.closest('.hidden, title')) continue;
        const style = getComputedStyle(e);
        const color = e instanceof SVGElement ? style.fill : style.color;
        const [a, b] = [light(parse(color)), light(back(e))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) found.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
      }
      return found;
      """;

  private static Object run(String script) {
    return browser.executeScript(script);
  }

  private static void look(String mode, int width, long height) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", mode))));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", width, "height", height, "deviceScaleFactor", 1, "mobile", width == NARROW));
  }

  /** Takes a picture of the whole page; of the manual too if that is to be written. */
  private static void shoot(String name) throws IOException {
    byte[] picture =
        java.util.Base64.getDecoder()
            .decode(
                (String)
                    browser
                        .executeCdpCommand(
                            "Page.captureScreenshot",
                            Map.of("format", "png", "captureBeyondViewport", true))
                        .get("data"));
    Files.createDirectories(SHOTS);
    Files.write(SHOTS.resolve(name + ".png"), picture);
    if (Boolean.getBoolean("flashfusion.write-manual")
        && List.of("usage-1280-light", "project-390-dark").contains(name)) {
      Files.createDirectories(MANUAL);
      Files.write(MANUAL.resolve("dashboard-" + name + ".png"), picture);
    }
  }
}
