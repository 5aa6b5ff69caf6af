package dev.vernier.search.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Sends everything that is logged into a file of the run folder, while the run lasts. */
final class RunLog implements AutoCloseable {
    private static final String NAME = "run";

    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final FileAppender appender;

    RunLog(Path file) {
        Configuration configuration = context.getConfiguration();
        appender = FileAppender.newBuilder()
                .setName(NAME)
                .setConfiguration(configuration)
                .setFileName(file.toString())
                .setLayout(PatternLayout.newBuilder()
                        .setPattern("%d{ISO8601} %-5level %logger{1}: %message%n%throwable")
                        .build())
                .build();
        appender.start();
        configuration.getRootLogger().addAppender(appender, Level.INFO, null);
        context.updateLoggers();
    }

    @Override
    public void close() {
        context.getConfiguration().getRootLogger().removeAppender(NAME);
        context.updateLoggers();
        appender.stop();
    }
}
