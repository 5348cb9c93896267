// A network behind an HTTP interface: one image a request, 28 × 28 grey bytes, answered by the thread that has the request.
using WebApi;

var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapPost("/classify", async (HttpRequest request) =>
{
    var pixels = new byte[FashionResNet8.InputLength];
    if (await request.Body.ReadAtLeastAsync(pixels, pixels.Length, throwOnEndOfStream: false) < pixels.Length)
    {
        return Results.BadRequest($"an image has {pixels.Length} bytes");
    }

    var scores = new float[FashionResNet8.OutputLength];
    FashionResNet8.Infer([.. pixels.Select(p => p / 255f)], scores);
    return Results.Text(Array.IndexOf(scores, scores.Max()).ToString(System.Globalization.CultureInfo.InvariantCulture));
});
app.Run();
