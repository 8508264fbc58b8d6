import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yamcs.YConfiguration;
import org.yamcs.mdb.ContainerProcessingResult;
import org.yamcs.mdb.Mdb;
import org.yamcs.mdb.MdbFactory;
import org.yamcs.mdb.XtceTmExtractor;
import org.yamcs.parameter.ParameterValue;
import org.yamcs.utils.TimeEncoding;
import org.yamcs.xtce.SequenceContainer;

/** Decodes packets with Yamcs: java YamcsPeer.java DICTIONARY.xml PASS.bin, a line "packet,name,value" for every number. */
class YamcsPeer {
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        // What Yamcs logs goes aside.
        System.setOut(new PrintStream(new ByteArrayOutputStream()));
        TimeEncoding.setUp();
        Map<String, Object> dictionary = Map.of("type", "xtce", "spec", args[0]);
        Mdb mdb = MdbFactory.createInstance(List.of(YConfiguration.wrap(dictionary)), false, false);
        XtceTmExtractor extractor = new XtceTmExtractor(mdb);
        extractor.provideAll();
        SequenceContainer root = mdb.getSequenceContainers().stream()
                .filter(container -> container.getName().equals("CCSDSPacket")).findFirst().orElseThrow();
        byte[] bytes = Files.readAllBytes(Path.of(args[1]));
        StringBuilder text = new StringBuilder();
        int packet = 0;
        for (int at = 0; at < bytes.length; packet++) {
            int length = (ByteBuffer.wrap(bytes).getShort(at + 4) & 0xffff) + 7;
            byte[] one = java.util.Arrays.copyOfRange(bytes, at, at + length);
            at += length;
            ContainerProcessingResult result = extractor.processPacket(one, 0, 0, packet, root);
            for (ParameterValue value : result.getParameterResult()) {
                var number = value.getEngValue();
                switch (number.getType()) {
                    case STRING, BINARY -> { }
                    default -> text.append(packet).append(',').append(value.getParameter().getName()).append(',')
                            .append(number.toDouble()).append('\n');
                }
            }
            out.print(text);
            text.setLength(0);
        }
        out.flush();
    }
}
