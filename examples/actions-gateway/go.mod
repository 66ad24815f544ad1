module github.com/actions-gateway/github-actions-gateway

go 1.24

require example.com/banner v0.0.0

replace example.com/banner => ./tools/banner
