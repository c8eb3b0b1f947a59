import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.monitor.CustomQueryHandler;
import org.apache.lucene.monitor.MatchingQueries;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultiMatchingQueries;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.Presearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.RegexpQueryHandler;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.apache.lucene.monitor.TermWeightor;
import org.apache.lucene.queryparser.classic.QueryParser;

/**
 * Holds searches against posts with Lucene Monitor: Percolate FOLDER SECONDS HOW SIZE...
 *
 * <p>HOW is terms, grams or passes: the presearcher's tuning. Prints one JSON object.
 */
public final class Percolate {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Monitor monitor;
  private final Analyzer analyzer = new Words();
  private final List<String[]> posts = new ArrayList<>();
  private List<Collection<String>> best = new ArrayList<>();

  /** Words are letters and digits, without case, as the other engines have them. */
  private static final class Words extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
      return new TokenStreamComponents(words, new LowerCaseFilter(words));
    }
  }

  private Percolate(String how) throws IOException {
    monitor = new Monitor(analyzer, presearcher(how), new MonitorConfiguration());
  }

  private static Presearcher presearcher(String how) {
    List<CustomQueryHandler> handlers =
        how.equals("terms")
            ? Collections.emptyList()
            : Collections.singletonList(
                new RegexpQueryHandler("XX", 30, "__WILDCARD__", Collections.emptySet()));
    return how.equals("passes")
        ? new MultipassTermFilteredPresearcher(
            2, 0, TermWeightor.DEFAULT, handlers, Collections.emptySet())
        : new TermFilteredPresearcher(TermWeightor.DEFAULT, handlers, Collections.emptySet());
  }

  private void register(Path file) throws Exception {
    QueryParser parser = new QueryParser("body", analyzer);
    List<MonitorQuery> held = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split("\t", -1);
      held.add(new MonitorQuery(parts[0], parser.parse(parts[1])));
    }
    monitor.register(held);
  }

  private static Document document(String[] post) {
    Document document = new Document();
    document.add(new TextField("body", post[0], Field.Store.NO));
    document.add(new TextField("tags", post[1], Field.Store.NO));
    document.add(new StringField("language", post[2], Field.Store.NO));
    return document;
  }

  private List<Collection<String>> match(int first, int last) throws IOException {
    List<Collection<String>> found = new ArrayList<>(last - first);
    if (last - first == 1) {
      MatchingQueries<QueryMatch> told =
          monitor.match(document(posts.get(first)), QueryMatch.SIMPLE_MATCHER);
      found.add(ids(told.getMatches()));
      return found;
    }
    Document[] batch = new Document[last - first];
    for (int at = first; at < last; at++) {
      batch[at - first] = document(posts.get(at));
    }
    MultiMatchingQueries<QueryMatch> told = monitor.match(batch, QueryMatch.SIMPLE_MATCHER);
    for (int at = 0; at < batch.length; at++) {
      found.add(ids(told.getMatches(at)));
    }
    return found;
  }

  private static Collection<String> ids(Collection<QueryMatch> matches) {
    if (matches.isEmpty()) {
      return Collections.emptyList();
    }
    TreeSet<String> found = new TreeSet<>();
    for (QueryMatch match : matches) {
      found.add(match.getQueryId());
    }
    return found;
  }

  /** Two passes of half the time each: the first warms the compiler up. */
  private String timed(int size, double seconds, String how) throws IOException {
    String told = "";
    for (int pass = 0; pass < 2; pass++) {
      List<Collection<String>> found = new ArrayList<>();
      long cpu = THREADS.getCurrentThreadCpuTime();
      long all = SYSTEM.getProcessCpuTime();
      long wall = System.nanoTime();
      long until = cpu + (long) (seconds * 5e8);
      int done = 0;
      while (done < posts.size() && THREADS.getCurrentThreadCpuTime() < until) {
        int last = Math.min(done + size, posts.size());
        found.addAll(match(done, last));
        done = last;
      }
      told =
          String.format(
              java.util.Locale.ROOT,
              "{\"how\": \"%s\", \"size\": %d, \"rate\": %.1f, \"process\": %.1f, \"wall\": %.1f,"
                  + " \"posts\": %d, \"passes\": 1}",
              how, size,
              done * 1e9 / (THREADS.getCurrentThreadCpuTime() - cpu),
              done * 1e9 / (SYSTEM.getProcessCpuTime() - all),
              done * 1e9 / (System.nanoTime() - wall),
              done);
      if (found.size() > best.size()) {
        best = found;
      }
    }
    return told;
  }

  private static double peakMemory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Double.parseDouble(line.replaceAll("\\D", "")) / 1000;
      }
    }
    throw new IOException("The system does not tell the peak memory.");
  }

  private void write(Path file) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      for (Collection<String> ids : best) {
        String all = String.join("\", \"", ids);
        out.println(ids.isEmpty() ? "[]" : "[\"" + all + "\"]");
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String how = arguments[2];
    Percolate percolate = new Percolate(how);
    for (String line : Files.readAllLines(folder.resolve("lucene-posts.tsv"))) {
      percolate.posts.add(line.split("\t", -1));
    }
    double before = peakMemory();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    percolate.register(folder.resolve("lucene-searches.tsv"));
    double built = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
    double took = (System.nanoTime() - wall) / 1e9;
    List<String> runs = new ArrayList<>();
    for (int at = 3; at < arguments.length; at++) {
      double seconds = Double.parseDouble(arguments[1]);
      runs.add(percolate.timed(Integer.parseInt(arguments[at]), seconds, how));
    }
    percolate.write(folder.resolve("lucene.jsonl"));
    System.out.printf(
        java.util.Locale.ROOT,
        "{\"engine\": \"lucene\", \"warm\": {\"cpu\": 0, \"wall\": 0}, \"build\":"
            + " {\"cpu\": %.3f, \"wall\": %.3f}, \"memory_before\": %.1f, \"memory\": %.1f,"
            + " \"runs\": [%s]}%n",
        built, took, before, peakMemory(), String.join(", ", runs));
    percolate.monitor.close();
  }
}
