package io.onsale.drill;

import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.LADD;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.util.Date;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/**
 * A Java agent that makes the clock of a whole process wrong: each look at the time of day is off, in code of any
 * origin.
 */
public final class SkewedClock implements ClassFileTransformer {
    private final long millis;

    private SkewedClock(long millis) {
        this.millis = millis;
    }

    public static void premain(String millis, Instrumentation jvm) throws Exception {
        jvm.addTransformer(new SkewedClock(Long.parseLong(millis)), true);
        jvm.retransformClasses(Clock.class, Class.forName("java.time.Clock$SystemClock"), Date.class);
    }

    /** @return the option of a JVM that makes its clock wrong by this much */
    static String option(long millis) {
        Path agent = Path.of("target", "skewed-clock.jar").toAbsolutePath();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", SkewedClock.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        manifest.getMainAttributes()
                .putValue(
                        "Class-Path",
                        ClassReader.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString());
        try (var jar = new JarOutputStream(Files.newOutputStream(agent), manifest)) {
            for (Class<?> type : new Class<?>[] {SkewedClock.class, Skewing.class, Skewing.Method.class}) {
                String file = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new ZipEntry(file));
                try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
                    in.transferTo(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-javaagent:" + agent + "=" + millis;
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] classFile) {
        if (loader == null && type == null || name == null || name.startsWith("org/objectweb/asm/")) {
            return null; // of the JDK's classes only those asked for
        }
        var reader = new ClassReader(classFile);
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        var skewing = new Skewing(writer, millis);
        reader.accept(skewing, 0);
        return skewing.changed ? writer.toByteArray() : null;
    }

    private static final class Skewing extends ClassVisitor {
        private final long millis;
        private boolean changed;

        Skewing(ClassVisitor next, long millis) {
            super(ASM9, next);
            this.millis = millis;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new Method(
                    super.visitMethod(access, name, descriptor, signature, exceptions),
                    name.equals("currentInstant") && descriptor.equals("()Ljava/time/Instant;"));
        }

        private final class Method extends MethodVisitor {
            private final boolean tellsTheInstant;

            Method(MethodVisitor next, boolean tellsTheInstant) {
                super(ASM9, next);
                this.tellsTheInstant = tellsTheInstant;
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                if (opcode == INVOKESTATIC && owner.equals("java/lang/System") && name.equals("currentTimeMillis")) {
                    changed = true;
                    visitLdcInsn(millis);
                    visitInsn(LADD);
                }
            }

            @Override
            public void visitInsn(int opcode) {
                if (tellsTheInstant && opcode == ARETURN) {
                    changed = true;
                    visitLdcInsn(millis);
                    visitMethodInsn(INVOKEVIRTUAL, "java/time/Instant", "plusMillis", "(J)Ljava/time/Instant;", false);
                }
                super.visitInsn(opcode);
            }
        }
    }
}
