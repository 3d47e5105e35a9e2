package io.onsale.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page in Markdown, as far as these tests read it. */
record Page(Path path, List<String> lines) {
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules");
    private static final Pattern CODE = Pattern.compile("(`+)(?:(?!\\1).)+?\\1(?!`)");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern ITALICS = Pattern.compile("(?<![\\w*\\\\])\\*(?=\\S)([^*]*\\S)\\*(?![\\w*])");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern LOGGED = Pattern.compile("\"loggerName\".*\"message\":\"([^\"]*)\"");
    private static final String INDENTED = "    ";

    static Page read(Path path) {
        try {
            return new Page(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Page> under(Path root) throws IOException {
        var pages = new ArrayList<Page>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean ours = directory.equals(root) || !name.startsWith(".") && !NOT_OURS.contains(name);
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    pages.add(read(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return pages;
    }

    /** The lines outside of fenced blocks; each line of a block becomes an empty one. */
    private List<String> unfenced() {
        var unfenced = new ArrayList<String>();
        boolean fenced = false;
        for (String line : lines) {
            boolean fence = line.strip().startsWith("```");
            unfenced.add(fenced || fence ? "" : line);
            fenced ^= fence;
        }
        return unfenced;
    }

    /** The log lines that the page quotes: text in italics, indented blocks, and the messages of JSON lines. */
    List<String> logLines() {
        var quoted = new ArrayList<String>();
        var prose = new StringBuilder();
        String before = "";
        boolean block = false;
        for (String line : unfenced()) {
            block = line.startsWith(INDENTED) && (block || before.isBlank());
            if (block) {
                quoted.add(line.strip());
            }
            prose.append(block ? "" : line).append('\n');
            before = line;
        }
        for (String paragraph : prose.toString().split("\n\\s*\n")) {
            String text =
                    BOLD.matcher(CODE.matcher(paragraph).replaceAll("code")).replaceAll("bold");
            all(ITALICS, text)
                    .map(found -> found.group(1).replaceAll("\\s+", " "))
                    .forEach(quoted::add);
        }
        lines.stream()
                .flatMap(line -> all(LOGGED, line))
                .map(found -> found.group(1))
                .forEach(quoted::add);
        return quoted;
    }

    /** The links to other places of this repository. */
    List<String> links() {
        String text = CODE.matcher(String.join("\n", unfenced())).replaceAll("code");
        return all(LINK, text)
                .map(found -> found.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** The anchors of the headings, as GitHub makes them. */
    Set<String> anchors() {
        var times = new HashMap<String, Integer>();
        var anchors = new HashSet<String>();
        unfenced().stream()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(Page::anchor)
                .forEach(anchor -> {
                    int before = times.merge(anchor, 1, Integer::sum) - 1;
                    anchors.add(before == 0 ? anchor : anchor + '-' + before);
                });
        return anchors;
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_\\- ]", "")
                .replace(' ', '-');
    }

    /** The cells of all tables with this head. */
    List<List<String>> rows(String head) {
        var rows = new ArrayList<List<String>>();
        boolean inside = false;
        for (String line : unfenced()) {
            inside = inside ? line.startsWith("|") : line.equals(head);
            if (inside && !line.equals(head) && !line.startsWith("| ---")) {
                rows.add(Stream.of(line.split("(?<!\\\\)\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }

    static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    static Map<Path, Page> byPath(List<Page> pages) {
        var byPath = new HashMap<Path, Page>();
        pages.forEach(page -> byPath.put(page.path.normalize(), page));
        return byPath;
    }
}
