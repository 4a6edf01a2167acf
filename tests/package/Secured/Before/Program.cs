using System.Collections.Concurrent;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddSingleton<Books>();
builder.Services.AddSingleton<Members>();

var app = builder.Build();

app.MapGet("/books", (Books books) => books.All);
app.MapGet("/books/{id}", (int id, Books books) => books.Find(id) is { } book ? Results.Ok(book) : Results.NotFound());
app.MapPost("/books", (Book book, Books books) => books.Add(book));
app.MapDelete("/books/{id}", (int id, Books books) => books.Remove(id));
app.MapGet("/about", (Books books, Members members) => new { books = books.All.Count, members = members.Count });

app.Run();

internal sealed record Book(int Id, string Title);

internal sealed record Member(string Username, string Role);

internal sealed class Books
{
    private readonly ConcurrentDictionary<int, Book> _books = new() { [1] = new(1, "Moby-Dick") };

    public ICollection<Book> All => _books.Values;

    public Book? Find(int id) => _books.GetValueOrDefault(id);

    public Book Add(Book book) => _books[book.Id] = book;

    public bool Remove(int id) => _books.TryRemove(id, out _);
}

// Stands for a database of people and the PINs of their cards.
internal sealed class Members
{
    private readonly (Member Member, string Pin)[] _members = [(new("ada", "librarian"), "1815"), (new("bob", "reader"), "1969")];

    public int Count => _members.Length;

    public Task<Member?> FindAsync(string name, string pin) => Task.FromResult(_members.Where(card => card.Member.Username == name && card.Pin == pin).Select(card => card.Member).FirstOrDefault());
}
