package io.onsale.drill;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IF_ACMPEQ;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.POP2;
import static org.objectweb.asm.Opcodes.SWAP;

import io.onsale.cluster.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * A copy of the packaged application of which one guard has been cut out, in its byte code, so that the product needs
 * no switch for that. A drill that does not fail on a mutant would not find the bug that the guard prevents.
 */
enum Mutant {
    /** A seat changes hands whatever its state. */
    CONDITIONAL_UPDATE_WITHOUT_ITS_CONDITION(
            "io/onsale/concert/adapter/out/persistence/SqlSeatInventory",
            Map.of("reserve", (method, cut) -> new MethodVisitor(ASM9, method) {
                @Override
                public void visitLdcInsn(Object value) {
                    String sql = value instanceof String text ? text : "";
                    if (sql.contains(" AND status = 'AVAILABLE'")) {
                        cut.run();
                        super.visitLdcInsn(sql.replace(" AND status = 'AVAILABLE'", ""));
                    } else {
                        super.visitLdcInsn(value);
                    }
                }
            })),

    /** The classic mistake: lock, write, unlock, and only then commit. */
    LOCK_RELEASED_BEFORE_COMMIT(
            "io/onsale/reservation/usecase/HoldSeats",
            Map.of("reserve", (method, cut) -> new MethodVisitor(ASM9, method) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String name, String descriptor, boolean isInterface) {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                    if (name.equals("book")) {
                        cut.run();
                        visitInsn(DUP);
                        super.visitMethodInsn(
                                INVOKESTATIC, "java/util/List", "of", "(Ljava/lang/Object;)Ljava/util/List;", true);
                        visitVarInsn(ALOAD, 0);
                        visitFieldInsn(
                                GETFIELD,
                                "io/onsale/reservation/usecase/HoldSeats",
                                "holds",
                                "Lio/onsale/reservation/port/out/SeatHolds;");
                        visitInsn(SWAP);
                        super.visitMethodInsn(
                                INVOKEINTERFACE,
                                "io/onsale/reservation/port/out/SeatHolds",
                                "release",
                                "(Ljava/util/Collection;)V",
                                true);
                    }
                }
            })),

    /** Every event is taken for a new one. */
    DEDUPLICATION_OFF(
            "io/onsale/platform/events/ProcessedMessages",
            Map.of(
                    "contains", (method, cut) -> answering(method, ICONST_0, cut),
                    "add", (method, cut) -> answering(method, ICONST_1, cut))),

    /** The compensation does not look at the state that it undoes. */
    COMPENSATION_UNGUARDED(
            "io/onsale/payment/usecase/PayWithPoints",
            Map.of("compensate", (method, cut) -> new MethodVisitor(ASM9, method) {
                @Override
                public void visitJumpInsn(int opcode, Label label) {
                    if (opcode == IF_ACMPEQ) {
                        cut.run();
                        visitInsn(POP2);
                        visitInsn(ICONST_0); // always; a bare GOTO would leave dead code, which the verifier refuses
                        super.visitJumpInsn(IFEQ, label);
                    } else {
                        super.visitJumpInsn(opcode, label);
                    }
                }
            }));

    private static final Path BUILD = Path.of("target", "quarkus-app").toAbsolutePath();

    private final String type;
    private final Map<String, BiFunction<MethodVisitor, Runnable, MethodVisitor>> cuts;

    Mutant(String type, Map<String, BiFunction<MethodVisitor, Runnable, MethodVisitor>> cuts) {
        this.type = type;
        this.cuts = cuts;
    }

    private static MethodVisitor answering(MethodVisitor method, int constant, Runnable cut) {
        return new MethodVisitor(ASM9, method) {
            @Override
            public void visitInsn(int opcode) {
                if (opcode == IRETURN) {
                    cut.run();
                    super.visitInsn(POP);
                    super.visitInsn(constant);
                }
                super.visitInsn(opcode);
            }
        };
    }

    /** Whether there is byte code to change, which a native executable has not. */
    static boolean isPossible() {
        return Instance.isJar();
    }

    /** @return the directory of the copy */
    Path build() {
        Path copy = BUILD.resolveSibling("mutants").resolve(name().toLowerCase());
        try {
            for (Path file : tree(BUILD)) {
                Path to = copy.resolve(BUILD.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            int mutated = 0;
            for (Path jar : tree(copy)) {
                // The framework keeps its own version of some classes, which takes precedence over that of the
                // application.
                if (jar.startsWith(copy.resolve("app")) || jar.endsWith("transformed-bytecode.jar")) {
                    mutated += jar.toString().endsWith(".jar") ? mutate(jar) : 0;
                }
            }
            if (mutated == 0) {
                throw new IllegalStateException("there is nothing left to cut for " + this);
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> tree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.toList();
        }
    }

    /** @return the number of methods that were changed */
    private int mutate(Path jar) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path file = files.getPath(type + ".class");
            if (!Files.exists(file)) {
                return 0;
            }
            var changes = new int[1];
            var reader = new ClassReader(Files.readAllBytes(file));
            var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(
                    new ClassVisitor(ASM9, writer) {
                        @Override
                        public MethodVisitor visitMethod(
                                int access, String name, String descriptor, String signature, String[] exceptions) {
                            MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                            return cuts.containsKey(name) ? cuts.get(name).apply(method, () -> changes[0]++) : method;
                        }
                    },
                    0);
            Files.write(file, writer.toByteArray());
            return changes[0];
        }
    }
}
