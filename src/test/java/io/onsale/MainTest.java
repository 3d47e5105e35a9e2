package io.onsale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void consumersThatAreSwitchedOff_areAllThereAre() throws IOException {
        var settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            settings.load(file);
        }
        assertThat(settings.stringPropertyNames().stream()
                        .filter(name -> name.matches("mp\\.messaging\\.incoming\\.[^.]+\\.connector"))
                        .map(name -> name.split("\\.")[3]))
                .containsExactlyInAnyOrderElementsOf(Main.CONSUMERS);
    }
}
