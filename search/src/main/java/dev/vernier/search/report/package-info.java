/**
 * What a person sees of a run: one self-contained page, and a picture of the fronts.
 *
 * <p>Enters: a {@link dev.vernier.search.report.ReportSource}, which is everything that a run knows. {@link
 * dev.vernier.search.report.ReportMapper} turns it into {@link dev.vernier.search.report.ReportData}, plain records of which
 * {@link dev.vernier.search.report.ReportPage} and {@link dev.vernier.search.report.FrontPicture} are pure functions. Leaves:
 * the bytes of {@code report.html} and {@code front.png}. Start at {@link dev.vernier.search.report.ReportData}; the page
 * itself is written by the scripts beside this package's resources, {@code report.js} first.
 */
@NullMarked
package dev.vernier.search.report;

import org.jspecify.annotations.NullMarked;
